import type { AccountFact } from '@switchboard/platform-kit'
import { asObject, asText, type JsonObject } from '../json.ts'
import { reading, type Scope, type ScopedReading } from './scope.ts'

/** An element of `value.errors[]`: something went wrong with the account, not with one message. */
export function readError(scope: Scope, element: JsonObject): ScopedReading {
  const fact: AccountFact = {
    kind: 'account',
    event: 'error',
    status: null,
    text: readErrorText(element),
    data: element,
  }
  const found = reading(scope, fact, null, null)
  return { ...found, account: scope.account ?? scope.entry.id }
}

/** What to tell a person: the details say most. Programs go by the code, because Meta rewords the rest. */
export function readErrorText(error: JsonObject): string | null {
  return asText(asObject(error.error_data)?.details) ?? asText(error.message) ?? asText(error.title)
}
