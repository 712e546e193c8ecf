import type { AccountFact, Fact, ProfileFact } from '@switchboard/platform-kit'
import { type Entry, ignored, type Reading, unrecognised } from '../envelope.ts'
import { asId, asList, asNumber, asObject, asText, type JsonObject, nameOf } from '../json.ts'
import { stampOf, timeOf, unknownTime } from '../time.ts'
import type { Dialect } from './dialect.ts'
import { messageFact } from './message-fact.ts'
import type { EventReading, PageEvent } from './page-event.ts'
import { readMessage } from './read-message.ts'
import { findSides } from './sides.ts'

type EventReader = (event: PageEvent, body: JsonObject) => EventReading

const readers = new Map<string, EventReader>([
  ['message', readMessage],
  ['postback', readPostback],
  ['reaction', readReaction],
  ['message_edit', readEdit],
  ['delivery', (event, delivery) => readReceipt(event, delivery, 'delivered')],
  ['read', (event, read) => readReceipt(event, read, 'read')],
  ['referral', readReferral],
  ['optin', readOptin],
  ['order', readOrder],
  ['messaging_customer_information', readCustomerInformation],
  ['policy_enforcement', readPolicyEnforcement],
  ['account_linking', () => content(ignored('account_linking'))],
  ['response_feedback', () => content(ignored('response_feedback'))],
  ['pass_thread_control', () => content(ignored('thread_control'))],
  ['take_thread_control', () => content(ignored('thread_control'))],
  ['request_thread_control', () => content(ignored('thread_control'))],
  ['app_roles', () => content(ignored('thread_control'))],
])

/**
 * An element as parts that say one thing each: almost always the element itself. One that names several events becomes
 * one part per event, and a delivery one part per message it names and one for its watermark.
 */
export function atoms(element: unknown): unknown[] {
  const object = asObject(element)
  if (!object) return [element]
  const names: string[] = []
  for (const name in object) if (readers.has(name) && object[name] != null) names.push(name)
  if (names.length === 1 && names[0] !== 'delivery') return [element]
  if (names.length === 0) return [element]

  const { sender, recipient, timestamp } = object
  const shared = {
    ...(sender !== undefined && { sender }),
    ...(recipient !== undefined && { recipient }),
    ...(timestamp !== undefined && { timestamp }),
  }
  return names.flatMap((name) => partsOf(name, object[name]).map((part) => ({ ...shared, [name]: part })))
}

function partsOf(name: string, body: unknown): unknown[] {
  const delivery = name === 'delivery' ? asObject(body) : null
  const mids = asList(delivery?.mids)
  if (!delivery || mids.length === 0) return [body]
  const parts: unknown[] = mids.map((mid) => ({ mids: [mid] }))
  if (delivery.watermark != null) parts.push({ watermark: delivery.watermark })
  return parts
}

export function readEvent(dialect: Dialect, entry: Entry, element: unknown, isStandby: boolean): Reading {
  const object = asObject(element)
  const at = timeOf(object?.timestamp) ?? entry.at
  if (!object) return { fact: unrecognised('event_not_an_object'), key: null, account: entry.id, thread: null, at }

  const sides = findSides(dialect, entry.id, object)
  const event: PageEvent = { ...sides, element: object, time: at ?? unknownTime, isStandby }
  const { fact, key } = isTestEvent(entry, object) ? content(ignored('test_event')) : readBody(event)
  return { fact, key, account: sides.account, thread: concernsContact(fact) ? sides.contactId : null, at }
}

function readBody(event: PageEvent): EventReading {
  if (event.isSelf) return content(ignored('self_message'))
  for (const name in event.element) {
    const read = readers.get(name)
    const value = event.element[name]
    if (!read || value == null) continue
    const body = asObject(value)
    return body ? read(event, body) : content(unrecognised(`malformed:${name}`))
  }
  return content(unrecognised(`event:${strangerIn(event.element)}`))
}

const sharedFields = new Set(['sender', 'recipient', 'timestamp'])

function strangerIn(element: JsonObject): string {
  return nameOf(Object.keys(element).find((name) => !sharedFields.has(name)))
}

/** The dashboard's test button sends an entry `0`, or these two ids, which belong to nobody. */
function isTestEvent(entry: Entry, { sender, recipient }: JsonObject): boolean {
  if (entry.id === '0') return true
  return asId(asObject(sender)?.id) === '12334' && asId(asObject(recipient)?.id) === '23245'
}

function concernsContact(fact: Fact): boolean {
  return fact.kind !== 'account' && fact.kind !== 'ignored' && fact.kind !== 'unrecognised'
}

/** A reading whose element has no id. */
function content(fact: Fact): EventReading {
  return { fact, key: null }
}

/** A tap on a button, an ice breaker or the menu. It has a mid of its own and no message comes with it. */
function readPostback(event: PageEvent, postback: JsonObject): EventReading {
  const { title, payload, mid, referral } = postback
  return messageFact(event, asId(mid), {
    type: 'postback',
    text: asText(title),
    attachments: [],
    payload: { postback: { title: asText(title), payload: asText(payload) }, referral: asObject(referral) },
  })
}

const characters = new Map([
  ['smile', '😆'],
  ['angry', '😠'],
  ['sad', '😢'],
  ['wow', '😮'],
  ['love', '❤'],
  ['like', '👍'],
  ['dislike', '👎'],
])

function readReaction(event: PageEvent, reaction: JsonObject): EventReading {
  const mid = asId(reaction.mid)
  if (mid === null) return content(unrecognised('reaction_without_message'))
  if (event.contact === null) return content(unrecognised('reaction_without_person'))
  const isTakenBack = reaction.action === 'unreact'
  const emoji = asText(reaction.emoji) ?? characters.get(asText(reaction.reaction) ?? '') ?? null
  if (emoji === null && !isTakenBack) return content(unrecognised('reaction_without_emoji'))

  const by = event.direction === 'inbound' ? 'contact' : 'account'
  const what = isTakenBack ? 'unreact' : emoji
  return {
    fact: {
      kind: 'reaction',
      external_id: mid,
      contact: event.contact,
      by,
      emoji: isTakenBack ? null : emoji,
      reacted_at: event.time,
    },
    key: `x:${mid}:${event.senderId ?? ''}:${what}:${stampOf(event.element.timestamp)}`,
  }
}

function readEdit(event: PageEvent, edit: JsonObject): EventReading {
  const mid = asId(edit.mid)
  const number = asNumber(edit.num_edit)
  // Sent for messages that are brand new, often without text and without either side.
  if (number === 0) return content(ignored('stray_edit'))
  if (mid === null) return content(unrecognised('edit_without_message'))
  if (typeof edit.text !== 'string') return content(unrecognised('edit_without_text'))
  return {
    fact: {
      kind: 'edit',
      external_id: mid,
      contact: event.contact,
      text: asText(edit.text),
      edit_number: number,
      edited_at: event.time,
    },
    key: `ed:${mid}:${number ?? stampOf(event.element.timestamp)}`,
  }
}

/** By one mid, by a watermark, or Instagram's `read`: one mid that means everything before it too. */
function readReceipt(event: PageEvent, body: JsonObject, status: 'delivered' | 'read'): EventReading {
  // The account has read what the customer wrote: nothing that a message of ours could show.
  if (event.direction === 'outbound') return content(ignored('own_receipt'))
  const { contact } = event
  const person = event.contactId ?? ''
  const receipt = { kind: 'receipt', status, contact, occurred_at: event.time, correlation: null, error: null } as const

  const mid = asId(asList(body.mids)[0])
  if (mid !== null) {
    return { fact: { ...receipt, covers: { by: 'ids', external_ids: [mid] } }, key: `s:${mid}:${status}:${person}` }
  }
  const letter = status === 'read' ? 'r' : 'd'
  const watermark = timeOf(body.watermark)
  if (watermark !== null && contact !== null) {
    const key = `${letter}:${person}:${stampOf(body.watermark)}`
    return { fact: { ...receipt, covers: { by: 'watermark', watermark } }, key }
  }
  const last = asId(body.mid)
  if (last === null) return content(unrecognised('receipt_without_message'))
  return { fact: { ...receipt, covers: { by: 'up_to', external_id: last } }, key: `${letter}:${person}:${last}` }
}

/** Somebody came back to the thread through a link or an ad and has not written (yet): no action that opens a window. */
function readReferral(event: PageEvent, referral: JsonObject): EventReading {
  return messageFact(event, null, { type: 'system', text: null, attachments: [], payload: { referral } })
}

function readOrder(event: PageEvent, order: JsonObject): EventReading {
  return messageFact(event, null, { type: 'order', text: asText(order.note), attachments: [], payload: { order } })
}

/** The answers of a form that a person filled in inside the thread. */
function readCustomerInformation(event: PageEvent, information: JsonObject): EventReading {
  const payload = { customer_information: information }
  return messageFact(event, null, { type: 'interactive', text: null, attachments: [], payload })
}

function readOptin(event: PageEvent, optin: JsonObject): EventReading {
  if (event.contact === null) return content(ignored('optin_without_person'))
  const subject = optin.type === 'notification_messages' ? 'notification_messages' : 'optin'
  const fact: ProfileFact = {
    kind: 'profile',
    contact: event.contact,
    preferences: { [subject]: optin },
    told_at: event.time,
  }
  return content(fact)
}

function readPolicyEnforcement(_event: PageEvent, enforcement: JsonObject): EventReading {
  const fact: AccountFact = {
    kind: 'account',
    event: 'policy_enforcement',
    status: enforcement.action === 'unblock' ? 'connected' : 'attention',
    text: asText(enforcement.reason),
    data: enforcement,
  }
  return content(fact)
}
