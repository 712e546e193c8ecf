import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CliFailure } from './failure.ts'

export interface Address {
  url: string
  token: string | undefined
}

type Environment = Readonly<Record<string, string | undefined>>

/** Where the control API is: as told, or as the environment says, or as the running server has written down. */
export function addressOf(url: string | undefined, token: string | undefined, env: Environment): Address {
  const told = url ?? env.SANDBOX_URL
  if (told !== undefined) return { url: told.replace(/\/+$/, ''), token: token ?? env.SANDBOX_TOKEN }
  const path = join(env.DATA_DIR ?? 'data', 'sandbox.json')
  const written = writtenAddress(path)
  if (!written) {
    throw new CliFailure(`No sandbox is running here: there is no ${path}. Start one with "npm start", or say --url.`)
  }
  return { url: written.url, token: token ?? written.token }
}

/** Undefined when there is no such file. */
function writtenAddress(path: string): Address | undefined {
  const text = readIfThere(path)
  if (text === undefined) return undefined
  try {
    const { url, token } = JSON.parse(text) as Partial<Address>
    if (typeof url === 'string') return { url, token }
  } catch {
    // Falls through to the same sentence: it is not what the server writes.
  }
  throw new CliFailure(`${path} does not hold the address of a sandbox. Delete it and start the server again.`)
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

export type ControlAnswer = Record<string, unknown>

/** Throws `CliFailure` when the sandbox cannot be reached or refuses. An outcome that is not a refusal is returned. */
export async function callControl(
  { url, token }: Address,
  method: 'GET' | 'POST',
  path: string,
  body?: Record<string, unknown>,
): Promise<ControlAnswer> {
  const response = await reach(url, path, {
    method,
    headers: { 'content-type': 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    ...(body && { body: JSON.stringify(body) }),
  })
  const answer = await answerOf(response, url)
  const { error } = answer as { error?: { message?: unknown } }
  if (error)
    throw new CliFailure(typeof error.message === 'string' ? error.message : `${url} answered ${response.status}.`)
  return answer
}

async function reach(url: string, path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(`${url}/sandbox/${path}`, init)
  } catch {
    throw new CliFailure(`No sandbox answers at ${url}. Is the server running?`)
  }
}

async function answerOf(response: Response, url: string): Promise<ControlAnswer> {
  try {
    return (await response.json()) as ControlAnswer
  } catch {
    throw new CliFailure(`What answers at ${url} is not a sandbox.`)
  }
}
