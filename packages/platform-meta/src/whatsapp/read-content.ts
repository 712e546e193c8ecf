import type { AttachmentFact, ContentType } from '@switchboard/platform-kit'
import { asId, asLink, asList, asNumber, asObject, asText, type JsonObject, nameOf } from '../json.ts'

/** What a message holds. Fields of the payload that are null are left out later. */
export interface Content {
  type: ContentType
  text: string | null
  attachments: AttachmentFact[]
  payload: Record<string, unknown>
}

/**
 * Reads the object that is named like the message's type. `element` is where the errors and a template's definition
 * stand; the same object, except in standby.
 */
export function readContent(content: JsonObject, element: JsonObject): Content {
  return readKnown(content, element) ?? unsupported(content, element)
}

function readKnown(content: JsonObject, element: JsonObject): Content | null {
  switch (content.type) {
    case 'text':
      return readText(asObject(content.text))
    case 'image':
      return readMedia('image', asObject(content.image))
    case 'video':
      return readMedia('video', asObject(content.video))
    case 'audio':
      return readMedia('audio', asObject(content.audio))
    case 'document':
      return readMedia('file', asObject(content.document))
    case 'sticker':
      return readMedia('sticker', asObject(content.sticker))
    case 'location':
      return readLocation(asObject(content.location))
    case 'contacts':
      return Array.isArray(content.contacts) ? bare('contacts', null, { contacts: content.contacts }) : null
    case 'interactive':
      return readInteractive(asObject(content.interactive), element)
    case 'button':
      return readButton(asObject(content.button))
    case 'order':
      return readOrder(asObject(content.order))
    case 'template':
      return readTemplate(asObject(content.template), element)
    case 'media_placeholder':
      return { ...unsupported(content, element), payload: { media_placeholder: true } }
    default:
      return null
  }
}

function bare(type: ContentType, text: string | null, payload: Record<string, unknown> = {}): Content {
  return { type, text, attachments: [], payload }
}

function readText(text: JsonObject | null): Content | null {
  const body = asText(text?.body)
  return body === null ? null : bare('text', body)
}

/** The link, where there is one, still needs our token; the id is what the bytes are fetched by. */
function readMedia(kind: AttachmentFact['kind'] & ContentType, media: JsonObject | null): Content | null {
  if (!media) return null
  const attachment: AttachmentFact = {
    kind,
    url: asLink(media.url) ?? asLink(media.link),
    external_id: asId(media.id),
    mime: asText(media.mime_type),
    name: asText(media.filename),
    size: null,
  }
  const marks = { voice: media.voice === true || null, animated: media.animated === true || null }
  return { type: kind, text: asText(media.caption), attachments: [attachment], payload: marks }
}

function readLocation(location: JsonObject | null): Content | null {
  const latitude = asNumber(location?.latitude)
  const longitude = asNumber(location?.longitude)
  if (!location || latitude === null || longitude === null) return null
  const { name, address, url } = location
  return bare('location', null, {
    location: { latitude, longitude, name: asText(name), address: asText(address), url: asLink(url) },
  })
}

const replyKinds = ['button_reply', 'list_reply', 'nfm_reply'] as const

/** An answer that was chosen or a flow that was filled in; from our side, the question. */
function readInteractive(interactive: JsonObject | null, element: JsonObject): Content | null {
  if (!interactive) return null
  for (const kind of replyKinds) {
    const reply = asObject(interactive[kind])
    if (reply) return kind === 'nfm_reply' ? readFlowAnswer(reply) : readChoice(kind, reply)
  }
  const body = asText(asObject(interactive.body)?.text)
  if (body === null && !asObject(interactive.action)) return null
  return bare('interactive', body, { prompt: interactive, flow: asObject(element.flow) })
}

function readChoice(kind: string, { id, title, description }: JsonObject): Content {
  const chosen = asText(title)
  const interactive = { kind, id: asId(id), title: chosen, description: asText(description), response_json: null }
  return bare('interactive', chosen, { interactive })
}

/** `response_json` is text that ought to be JSON and sometimes is not: it stays text. */
function readFlowAnswer({ name, body, response_json }: JsonObject): Content {
  const interactive = {
    kind: 'nfm_reply',
    id: null,
    title: asText(name),
    description: asText(body),
    response_json: asText(response_json),
  }
  return bare('interactive', asText(body), { interactive })
}

function readButton(button: JsonObject | null): Content | null {
  if (!button) return null
  const text = asText(button.text)
  return bare('interactive', text, { button: { text, payload: asText(button.payload) } })
}

function readOrder(order: JsonObject | null): Content | null {
  return order && bare('order', asText(order.text), { order })
}

/** What we hear of a template is what it was sent with; standby adds its definition. */
function readTemplate(template: JsonObject | null, element: JsonObject): Content | null {
  const definition = element.template === template ? null : asObject(element.template)
  return template && bare('template', null, { template, template_definition: definition })
}

/** Polls, view-once media and whatever comes next: shown as a placeholder, because the person did write something. */
function unsupported(content: JsonObject, element: JsonObject): Content {
  const error = asObject(asList(element.errors)[0])
  const named = content.type === 'unsupported' ? asObject(content.unsupported)?.type : content.type
  const type = asText(named) === null ? null : nameOf(named)
  return bare('unsupported', null, { unsupported: { type, code: asId(error?.code), title: asText(error?.title) } })
}
