import type { Fact, MessageFact } from '@switchboard/platform-kit'
import { unrecognised } from '../envelope.ts'
import { asId, asObject, type JsonObject, present } from '../json.ts'
import { contentKey } from '../key.ts'
import type { Person } from './people.ts'
import type { Content } from './read-content.ts'
import type { Scope } from './scope.ts'

/** A message with what the place it stands in says of it. */
export interface Placed {
  /** The element of the list: id, time, context. */
  element: JsonObject
  /** What holds type and content: the element itself, or the body of the send request that standby shows. */
  content: JsonObject
  direction: MessageFact['direction']
  person: Person
  isHistorical: boolean
  /** The media of a message that history named before without them. */
  completes?: boolean
}

/** What a message says, and its key where it has an id of its own. */
export interface FactReading {
  fact: Fact
  key: string | null
}

/** What a message of this content comes to. */
export function messageFact(
  scope: Scope,
  { element, content, direction, person, isHistorical, completes }: Placed,
  time: string,
  { type, text, attachments, payload }: Content,
): FactReading {
  if (person.contact === null) return { fact: unrecognised('message_without_person'), key: null }
  const id = asId(element.id)
  const external_id = id ?? contentKey(element)
  const isFromPerson = direction === 'inbound' && !isHistorical && type !== 'system'
  const group = asId(element.group_id)
  const context = asObject(content.context)
  const fact: MessageFact = {
    kind: 'message',
    external_id,
    direction,
    contact: person.contact,
    sent_at: time,
    type,
    text,
    attachments,
    reply_to: quoted(context),
    payload: present({
      ...payload,
      product: asObject(context?.referred_product),
      forwarded: context?.forwarded === true || context?.frequently_forwarded === true || null,
      frequently_forwarded: context?.frequently_forwarded === true || null,
      referral: asObject(element.referral),
      group_id: group,
      history_context: isHistorical ? asObject(element.history_context) : null,
    }),
    correlation: null,
    app_id: null,
    // A window is between us and one person: what they say in a group opens none.
    opens_window: isFromPerson && group === null,
    counts_as_unread: isFromPerson,
    is_historical: isHistorical,
    is_standby: scope.isStandby,
  }
  if (id === null) return { fact, key: external_id }
  return { fact, key: completes ? `m:${id}:media` : `m:${id}` }
}

/** The quoted message may be one we never saw. A forwarded one quotes nothing. */
function quoted(context: JsonObject | null): MessageFact['reply_to'] {
  const external_id = asId(context?.id) ?? asId(context?.message_id)
  return external_id === null ? null : { external_id, type: null, preview: null }
}
