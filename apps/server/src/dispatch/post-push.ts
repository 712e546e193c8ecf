import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP } from 'node:net'
import { isPublicAddress, lookupPublic, PrivateAddressError } from './public-addresses.ts'

export interface PushAnswer {
  status: number
  retry_after_ms: number | null
}

export interface PushIo {
  signal: AbortSignal
  /** For tests: push services on this machine, without TLS. */
  mayBeAnywhere: boolean
}

const answeredWithin_ms = 10_000

/** The push service did not say whether it took the push. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError'
}

/**
 * One request to an address that a member chose: to machines on the internet alone, without following redirects and
 * without reading what they answer. Rejects with `PrivateAddressError` or `NoAnswerError`.
 */
export async function postPush(
  endpoint: string,
  headers: Record<string, string>,
  body: Buffer,
  { signal, mayBeAnywhere }: PushIo,
): Promise<PushAnswer> {
  const url = new URL(endpoint)
  if (!mayBeAnywhere) refusePrivate(url)
  const request = url.protocol === 'http:' ? requestHttp : requestHttps
  return new Promise((resolve, reject) => {
    const asked = request(url, {
      method: 'POST',
      headers: { ...headers, 'content-length': body.length },
      signal: AbortSignal.any([signal, AbortSignal.timeout(answeredWithin_ms)]),
      ...(!mayBeAnywhere && { lookup: lookupPublic }),
    })
    asked.on('error', (cause) => {
      const { code } = cause as NodeJS.ErrnoException
      const isOurs = cause instanceof PrivateAddressError
      reject(isOurs ? cause : new NoAnswerError(code ?? cause.name, { cause }))
    })
    asked.on('response', (response) => {
      const { statusCode: status = 0, headers: said } = response
      resolve({ status, retry_after_ms: retryAfterMs(said['retry-after']) })
      response.destroy()
    })
    asked.end(body)
  })
}

/** An address in numbers is connected to without being looked up. */
function refusePrivate({ protocol, hostname }: URL): void {
  const address = hostname.replace(/^\[|\]$/g, '')
  if (protocol !== 'https:') throw new PrivateAddressError('not https')
  if (isIP(address) !== 0 && !isPublicAddress(address)) throw new PrivateAddressError('not on the internet')
}

/** Seconds or a date, as HTTP has it. */
function retryAfterMs(header: string | undefined): number | null {
  if (header === undefined || header.trim() === '') return null
  const seconds = Number(header)
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now()
  return Number.isNaN(ms) ? null : Math.max(0, ms)
}
