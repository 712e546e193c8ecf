import type { ContactChangeFact } from '@switchboard/platform-kit'
import { unrecognised } from '../envelope.ts'
import { asId, asObject, asText, type JsonObject, nameOf } from '../json.ts'
import { contentKey } from '../key.ts'
import { unknownTime } from '../time.ts'
import { messageFact, type Placed } from './message-fact.ts'
import { contactOf, type Ids, identitiesOf, idsOf } from './people.ts'
import { reading, type Scope, type ScopedReading } from './scope.ts'

/**
 * What WhatsApp itself says in a thread. It comes without `contacts[]`, and of a changed number even without `from`.
 * Nobody has written: it opens no window and is not unread.
 */
export function readSystem(scope: Scope, message: Placed, at: string | null): ScopedReading {
  const system = asObject(message.content.system)
  if (!system) return reading(scope, unrecognised('system_without_content'), null, at, cardOf(message))
  switch (system.type) {
    case 'user_changed_number':
    case 'customer_changed_number':
      return readChange(scope, message, system, at, {
        waId: idsOf(system.wa_id ?? system.new_wa_id, null).waId,
        bsuid: asId(system.user_id),
      })
    case 'user_changed_user_id':
      // The number stays theirs: it is among the old identities and among the new ones.
      return readChange(scope, message, system, at, {
        waId: idsOf(message.element.from, null).waId,
        bsuid: asId(system.user_id),
      })
    default:
      return readNotice(scope, message, system, at)
  }
}

function readChange(scope: Scope, message: Placed, system: JsonObject, at: string | null, now: Ids): ScopedReading {
  const { element } = message
  const before = idsOf(element.from, system.previous_user_id ?? element.from_user_id)
  const previous = identitiesOf(before)
  const current = identitiesOf(now)
  const isUseful = previous.length > 0 && current.some(({ value }) => !previous.some((old) => old.value === value))
  if (!isUseful) return reading(scope, unrecognised('contact_change_without_identities'), null, at, cardOf(message))

  const id = asId(element.id)
  const fact: ContactChangeFact = {
    kind: 'contact_change',
    external_id: id ?? contentKey(element),
    previous,
    current,
    text: asText(system.body),
    changed_at: at ?? scope.entry.at ?? unknownTime,
  }
  // In the old thread's order: what was said there before comes before.
  const about = { contact: contactOf(before, null, null), card: message.person.card }
  return reading(scope, fact, id === null ? null : `c:${id}`, at, about)
}

function readNotice(scope: Scope, message: Placed, system: JsonObject, at: string | null): ScopedReading {
  const time = at ?? scope.entry.at ?? unknownTime
  const { fact, key } = messageFact(scope, message, time, {
    type: 'system',
    text: asText(system.body),
    attachments: [],
    payload: { system: { type: nameOf(system.type) }, identity: asObject(message.element.identity) },
  })
  return reading(scope, fact, key, at, fact.kind === 'message' ? message.person : cardOf(message))
}

function cardOf(message: Placed) {
  return { contact: null, card: message.person.card }
}
