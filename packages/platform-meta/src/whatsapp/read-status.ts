import type { ReceiptFact } from '@switchboard/platform-kit'
import { ignored, unrecognised } from '../envelope.ts'
import { asId, asList, asObject, asText, type JsonObject, nameOf } from '../json.ts'
import { stampOf, timeOf, unknownTime } from '../time.ts'
import { findPerson } from './people.ts'
import { readErrorText } from './read-error.ts'
import { reading, type Scope, type ScopedReading } from './scope.ts'

const statuses = new Map<unknown, ReceiptFact['status']>([
  ['sent', 'sent'],
  ['delivered', 'delivered'],
  ['read', 'read'],
  ['played', 'read'], // a voice note that was listened to
  ['failed', 'failed'],
])

/** An element of `statuses[]`: how far one message came, with one person. */
export function readStatus(scope: Scope, element: JsonObject): ScopedReading {
  const isGroup = element.recipient_type === 'group'
  const phoneLike = isGroup ? element.recipient_participant_id : element.recipient_id
  const userId = isGroup ? element.recipient_participant_user_id : element.recipient_user_id
  const person = findPerson(scope.cards, phoneLike, userId)
  const at = timeOf(element.timestamp)
  const unused = { contact: null, card: person.card }

  const id = asId(element.id)
  const status = statuses.get(element.status)
  if (element.status === 'deleted') return reading(scope, ignored('status_deleted'), null, at, unused)
  if (!status) return reading(scope, unrecognised(`status:${nameOf(element.status)}`), null, at, unused)
  if (id === null) return reading(scope, unrecognised('receipt_without_message'), null, at, unused)

  const fact: ReceiptFact = {
    kind: 'receipt',
    status,
    covers: { by: 'ids', external_ids: [id] },
    contact: person.contact,
    occurred_at: at ?? scope.entry.at ?? unknownTime,
    correlation: asText(element.biz_opaque_callback_data),
    error: status === 'failed' ? errorOf(asObject(asList(element.errors)[0])) : null,
  }
  const recipient = asId(phoneLike) ?? asId(userId) ?? ''
  return reading(scope, fact, `s:${id}:${stampOf(element.status)}:${recipient}`, at, person)
}

function errorOf(error: JsonObject | null): ReceiptFact['error'] {
  return { code: asId(error?.code) ?? 'unknown', message: (error && readErrorText(error)) ?? 'failed without a reason' }
}
