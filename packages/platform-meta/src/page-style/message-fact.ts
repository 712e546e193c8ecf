import type { ContentType, MessageFact } from '@switchboard/platform-kit'
import { unrecognised } from '../envelope.ts'
import { asId, asText, type JsonObject, present } from '../json.ts'
import { contentKey } from '../key.ts'
import type { EventReading, PageEvent } from './page-event.ts'

/** What a message holds. Fields of the payload that are null are left out. */
export interface Content extends Pick<MessageFact, 'text' | 'attachments'> {
  type: ContentType
  payload: Record<string, unknown>
  replyTo?: MessageFact['reply_to']
}

/** A message of this content. One without a mid is named by its content. */
export function messageFact(
  event: PageEvent,
  mid: string | null,
  content: Content,
  { metadata, app_id }: JsonObject = {},
): EventReading {
  if (event.contact === null) return { fact: unrecognised('message_without_person'), key: null }
  const { direction } = event
  const isFromPerson = direction === 'inbound' && content.type !== 'system'
  const external_id = mid ?? contentKey(event.element)
  const fact: MessageFact = {
    kind: 'message',
    external_id,
    direction,
    contact: event.contact,
    sent_at: event.time,
    type: content.type,
    text: content.text,
    attachments: content.attachments,
    reply_to: content.replyTo ?? null,
    payload: present(content.payload),
    correlation: direction === 'outbound' ? asText(metadata) : null,
    app_id: asId(app_id),
    opens_window: isFromPerson,
    counts_as_unread: isFromPerson,
    is_historical: false,
    is_standby: event.isStandby,
  }
  return { fact, key: mid === null ? external_id : `m:${mid}` }
}
