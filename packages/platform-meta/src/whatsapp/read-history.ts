import type { AccountFact } from '@switchboard/platform-kit'
import { unrecognised } from '../envelope.ts'
import { asList, asObject, type JsonObject } from '../json.ts'
import { digitsOf, findPerson } from './people.ts'
import { readErrorText } from './read-error.ts'
import { readPlaced } from './read-message.ts'
import { reading, type Scope, type ScopedReading } from './scope.ts'

/**
 * A chunk of imported history as parts that say one thing each: how far the import is, one error, or one message in
 * its thread. A chunk holds thousands of messages; each is an item of its own.
 */
export function historyAtoms(chunk: unknown): unknown[] {
  const object = asObject(chunk)
  if (!object) return [chunk]
  const { metadata, errors, threads } = object
  const parts: unknown[] = []
  if (asObject(metadata)) parts.push({ metadata })
  for (const error of asList(errors)) parts.push({ errors: [error] })
  for (const thread of asList(threads)) for (const part of threadAtoms(thread)) parts.push({ threads: [part] })
  const isUnderstood = parts.length > 0 || Array.isArray(threads) || Array.isArray(errors)
  return isUnderstood ? parts : [chunk]
}

function threadAtoms(thread: unknown): unknown[] {
  const object = asObject(thread)
  if (!object || !Array.isArray(object.messages)) return [thread]
  const { id, context } = object
  const head = { ...(id !== undefined && { id }), ...(context !== undefined && { context }) }
  return object.messages.map((message) => ({ ...head, messages: [message] }))
}

export function readHistory(scope: Scope, atom: JsonObject): ScopedReading {
  const progress = asObject(atom.metadata)
  if (progress) return accountFact(scope, 'history_progress', progress)
  const error = asObject(asList(atom.errors)[0])
  if (error) return accountFact(scope, isRefusal(error) ? 'history_declined' : 'history_error', error)

  const thread = asObject(asList(atom.threads)[0])
  const message = asObject(asList(thread?.messages)[0])
  if (!thread || !message) return reading(scope, unrecognised('history_part'), null, null)
  return readHistoricalMessage(scope, thread, message)
}

/** The business chose not to share its history. */
function isRefusal({ code }: JsonObject): boolean {
  return code === 2593109
}

function accountFact(scope: Scope, event: string, data: JsonObject): ScopedReading {
  const fact: AccountFact = { kind: 'account', event, status: null, text: readErrorText(data), data }
  return reading(scope, fact, null, null)
}

/** Whoever wrote it, it belongs to the person that the thread is with. */
function readHistoricalMessage(scope: Scope, thread: JsonObject, element: JsonObject): ScopedReading {
  const context = asObject(thread.context)
  const person = findPerson(scope.cards, context?.wa_id ?? thread.id, context?.user_id, context?.username)
  const direction = isOurs(scope, element) ? 'outbound' : 'inbound'
  return readPlaced(scope, { element, content: element, direction, person, isHistorical: true })
}

/** An element of `messages[]` under `history`: the media of a message that was a placeholder before, under its id. */
export function readHistoricalMedia(scope: Scope, element: JsonObject): ScopedReading {
  const isOutbound = isOurs(scope, element)
  const person = isOutbound
    ? findPerson(scope.cards, element.to, element.to_user_id)
    : findPerson(scope.cards, element.from, element.from_user_id)
  const direction = isOutbound ? 'outbound' : 'inbound'
  return readPlaced(scope, { element, content: element, direction, person, isHistorical: true, completes: true })
}

function isOurs(scope: Scope, { from, to, to_user_id }: JsonObject): boolean {
  if (scope.businessNumber !== null && from !== undefined) return digitsOf(from) === scope.businessNumber
  return to !== undefined || to_user_id !== undefined
}
