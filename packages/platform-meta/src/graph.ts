import { PlatformError, type PlatformIo } from '@switchboard/platform-kit'
import { graphErrorIn, retryAfterIn } from './graph-error.ts'
import { asObject, type JsonObject } from './json.ts'

/** Of every call; live until July 2028. */
export const graphVersion = 'v25.0'

const longestAnswerBytes = 256 * 1024
const timeout_ms = 10_000

/**
 * Reads fields of one Graph object. The token travels in a header, where proxies and logs do not see it. Rejects with
 * PlatformError: a GraphError where the platform refused, `unavailable` where no answer came that could be read. A read
 * changes nothing, so it is never uncertain. Rejects with the reason of `io.signal` once that is aborted.
 */
export async function readGraph(
  io: PlatformIo,
  accessToken: string,
  id: string,
  fields: readonly string[],
  { timeoutMs = timeout_ms } = {},
): Promise<JsonObject> {
  // What no header can carry is no token either; fetch would say so with the token in its message.
  if (!/^[\x21-\x7e]+$/.test(accessToken)) throw new PlatformError('credentials_rejected', 'the token is malformed')
  const address = `${io.graphUrl}/${graphVersion}/${encodeURIComponent(id)}?fields=${fields.join(',')}`
  const { status, headers, text } = await get(io, address, accessToken, timeoutMs)

  const body = asObject(parsed(text))
  const refusal = body && graphErrorIn(status, headers, body)
  if (refusal) throw refusal
  if (status === 429) throw new PlatformError('throttled', 'too many requests', { retryAfterMs: retryAfterIn(headers) })
  if (!body || status !== 200 || body.error !== undefined) throw unavailable(`an answer ${status} that says nothing`)
  return body
}

async function get(io: PlatformIo, address: string, accessToken: string, timeoutMs: number) {
  try {
    const response = await io.fetch(address, {
      headers: { authorization: `Bearer ${accessToken}`, accept: 'application/json' },
      redirect: 'error', // the token is for one host
      signal: AbortSignal.any([io.signal, AbortSignal.timeout(timeoutMs)]),
    })
    return { status: response.status, headers: response.headers, text: await boundedText(response) }
  } catch (error) {
    io.signal.throwIfAborted()
    if (error instanceof PlatformError) throw error
    throw unavailable(reasonOf(error))
  }
}

async function boundedText({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength
    if (size > longestAnswerBytes) throw unavailable('an answer that does not end') // leaving the loop hangs up
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

function unavailable(reason: string): PlatformError {
  return new PlatformError('unavailable', `the Graph API could not be read: ${reason}`)
}

/** A word for the log. The message of a failed fetch may repeat what was sent. */
function reasonOf(error: unknown): string {
  const { name, cause } = error as { name?: string; cause?: { code?: string } }
  return cause?.code ?? name ?? 'unknown'
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null // a page of a proxy, or half an answer
  }
}
