import type { EditFact, ReactionFact, UnsendFact } from '@switchboard/platform-kit'
import { ignored, unrecognised } from '../envelope.ts'
import { asId, asObject, asText, type JsonObject } from '../json.ts'
import { stampOf, timeOf, unknownTime } from '../time.ts'
import { type FactReading, messageFact, type Placed } from './message-fact.ts'
import { findPerson } from './people.ts'
import { readContent } from './read-content.ts'
import { readSystem } from './read-system.ts'
import { reading, type Scope, type ScopedReading } from './scope.ts'

/** An element of `messages[]`: what a person wrote, tapped, changed or took back. */
export function readInbound(scope: Scope, element: JsonObject): ScopedReading {
  const person = findPerson(scope.cards, element.from, element.from_user_id)
  return readPlaced(scope, { element, content: element, direction: 'inbound', person, isHistorical: false })
}

/**
 * An element of `message_echoes[]`: what the business wrote in its phone app, or, seen from standby, what another app
 * sent; that one comes as the request it was sent with.
 */
export function readEcho(scope: Scope, element: JsonObject): ScopedReading {
  const content = asObject(element.message) ?? element
  // To a group and to nobody in particular: there is no thread with a person that it would belong to.
  if (content.recipient_type === 'group') return reading(scope, ignored('group'), null, timeOf(element.timestamp))
  const to = content.to ?? element.to
  const person = findPerson(scope.cards, to, element.to_user_id ?? content.to_user_id ?? content.recipient)
  return readPlaced(scope, { element, content, direction: 'outbound', person, isHistorical: false })
}

export function readPlaced(scope: Scope, message: Placed): ScopedReading {
  const { element, content, person } = message
  const at = timeOf(element.timestamp)
  if (content.type === 'system') return readSystem(scope, message, at)
  const time = at ?? scope.entry.at ?? unknownTime
  const { fact, key } = readType(scope, message, time)
  const isMeaningful = fact.kind !== 'ignored' && fact.kind !== 'unrecognised'
  return reading(scope, fact, key, at, isMeaningful ? person : { contact: null, card: person.card })
}

function readType(scope: Scope, message: Placed, time: string): FactReading {
  switch (message.content.type) {
    case 'reaction':
      return readReaction(message, time)
    case 'revoke':
      return readRevoke(message, time)
    case 'edit':
      return readEdit(message, time)
    case 'request_welcome':
      return { fact: ignored('request_welcome'), key: null }
    default:
      return messageFact(scope, message, time, readContent(message.content, message.element))
  }
}

function readReaction({ element, content, direction, person }: Placed, time: string): FactReading {
  const reaction = asObject(content.reaction)
  const target = asId(reaction?.message_id)
  if (target === null) return { fact: unrecognised('reaction_without_message'), key: null }
  if (person.contact === null) return { fact: unrecognised('reaction_without_person'), key: null }
  const emoji = asText(reaction?.emoji) // missing and empty both take it back
  const fact: ReactionFact = {
    kind: 'reaction',
    external_id: target,
    contact: person.contact,
    by: direction === 'inbound' ? 'contact' : 'account',
    emoji,
    reacted_at: time,
  }
  const actor = asId(element.from) ?? asId(element.from_user_id) ?? ''
  return { fact, key: `x:${target}:${actor}:${emoji ?? 'unreact'}:${stampOf(element.timestamp)}` }
}

function readRevoke({ content, person }: Placed, time: string): FactReading {
  const target = asId(asObject(content.revoke)?.original_message_id)
  if (target === null) return { fact: unrecognised('unsend_without_message'), key: null }
  const fact: UnsendFact = { kind: 'unsend', external_id: target, contact: person.contact, unsent_at: time }
  return { fact, key: `un:${target}` }
}

/** Any type may be edited: of media only the caption changes, and that is all we take over. */
function readEdit({ element, content, person }: Placed, time: string): FactReading {
  const edit = asObject(content.edit)
  const target = asId(edit?.original_message_id)
  const edited = asObject(edit?.message)
  if (target === null || !edited) return { fact: unrecognised('edit_without_message'), key: null }
  const { type, text } = readContent(edited, edited)
  if (type === 'unsupported') return { fact: unrecognised('edit_without_text'), key: null }
  const fact: EditFact = {
    kind: 'edit',
    external_id: target,
    contact: person.contact,
    text,
    edit_number: null,
    edited_at: time,
  }
  // The clock has seconds, so the edit's own id keeps two edits within one second apart.
  return { fact, key: `ed:${target}:${stampOf(element.timestamp)}:${asId(element.id) ?? ''}` }
}
