import type { ContentType, MessageFact } from '@switchboard/platform-kit'
import { ignored, unrecognised } from '../envelope.ts'
import { asId, asLink, asList, asObject, asText, type JsonObject } from '../json.ts'
import { type Content, messageFact } from './message-fact.ts'
import type { EventReading, PageEvent } from './page-event.ts'
import { type AttachmentContent, readAttachments } from './read-attachments.ts'

export function readMessage(event: PageEvent, message: JsonObject): EventReading {
  if (message.is_self === true) return { fact: ignored('self_message'), key: null }
  const mid = asId(message.mid)
  if (message.is_deleted === true) return readUnsend(event, mid)
  return messageFact(event, mid, readContent(message), message)
}

function readUnsend(event: PageEvent, mid: string | null): EventReading {
  if (mid === null) return { fact: unrecognised('unsend_without_message'), key: null }
  return {
    fact: { kind: 'unsend', external_id: mid, contact: event.contact, unsent_at: event.time },
    key: `un:${mid}`,
  }
}

function readContent(message: JsonObject): Content {
  const text = asText(message.text)
  const held = readAttachments(asList(message.attachments), text !== null)
  const replyTo = asObject(message.reply_to)
  const story = asObject(replyTo?.story)
  const quickReply = asObject(message.quick_reply)
  return {
    type: typeOf(message, text, held, story !== null, quickReply !== null),
    text: text ?? held.text,
    attachments: held.attachments,
    payload: {
      ...held.payload,
      ...(story && { story: { id: asId(story.id), url: asLink(story.url) } }),
      quick_reply: quickReply && { payload: asText(quickReply.payload) },
      referral: asObject(message.referral),
      commands: Array.isArray(message.commands) ? message.commands : null,
    },
    replyTo: replyTo && quoted(replyTo, story),
  }
}

/**
 * What the person did comes first (answering a story, choosing an answer), then what they sent, then what they wrote.
 * Nothing at all is something the platform does not show to programs: view-once media, polls.
 */
function typeOf(
  message: JsonObject,
  text: string | null,
  held: AttachmentContent,
  answersStory: boolean,
  isChoice: boolean,
): ContentType {
  if (message.is_unsupported === true) return 'unsupported'
  if (answersStory) return 'story_reply'
  if (held.type !== null) return held.type
  if (isChoice) return 'interactive'
  return text === null ? 'unsupported' : 'text'
}

function quoted(replyTo: JsonObject, story: JsonObject | null): MessageFact['reply_to'] {
  if (story) return { external_id: asId(story.id), type: 'story', preview: null }
  const external_id = asId(replyTo.mid)
  return external_id === null ? null : { external_id, type: null, preview: null }
}
