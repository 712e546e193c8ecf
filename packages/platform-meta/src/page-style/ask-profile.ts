import type { ConnectedAccount, PlatformIo } from '@switchboard/platform-kit'
import { readGraph } from '../graph.ts'
import { GraphError, isPermission } from '../graph-error.ts'
import { asLink, type JsonObject } from '../json.ts'

/** What the platform says of a person, or null where it will not: no consent, hidden, gone, or not for this account. */
export async function askProfile(
  account: ConnectedAccount,
  externalUserId: string,
  fields: readonly string[],
  io: PlatformIo,
): Promise<JsonObject | null> {
  try {
    return await readGraph(io, account.access_token, externalUserId, fields)
  } catch (error) {
    if (error instanceof GraphError && meansNoProfile(error)) return null
    throw error
  }
}

/**
 * 230: they have not agreed. 9010, 33, 100, 803: there is no such person, or not for this account. 551: blocked or
 * deactivated. 2018218 and 2018247: no profile. A permission that is missing here is one for profiles, which an app may
 * well not have: the account can still receive and answer.
 */
function meansNoProfile({ graphCode, graphSubcode }: GraphError): boolean {
  return isPermission(graphCode) || noProfile.has(graphCode) || (graphSubcode !== null && noProfile.has(graphSubcode))
}

const noProfile = new Set([3, 33, 100, 230, 551, 803, 9010, 2018218, 2018247])

const longestName = 200
const longestLink = 4_000

/** Words to show, or null. A name may be empty, or somebody's idea of a joke in length. */
export function nameIn(value: unknown): string | null {
  const name = typeof value === 'string' ? value.trim() : ''
  if (name === '') return null
  return name.length <= longestName ? name : [...name].slice(0, longestName).join('')
}

export function pictureIn(value: unknown): string | null {
  const link = asLink(value)
  return link !== null && link.length <= longestLink ? link : null
}
