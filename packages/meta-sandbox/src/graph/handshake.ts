import { randomInt } from 'node:crypto'
import { failedVerification } from './graph-error.ts'

/** Asks the callback to prove that it expects us. Throws a Graph error with the reason when it does not. */
export async function verifyCallback(callbackUrl: string, verifyToken: string): Promise<void> {
  const challenge = String(randomInt(1_000_000_000))
  const url = parsedUrl(callbackUrl)
  url.searchParams.set('hub.mode', 'subscribe')
  url.searchParams.set('hub.challenge', challenge)
  url.searchParams.set('hub.verify_token', verifyToken)
  const { status, body } = await ask(url)
  if (status !== 200) throw failedVerification(`HTTP Status Code = ${status}; HTTP Message = ${body.slice(0, 100)}`)
  if (body !== challenge) throw failedVerification('The response does not match the challenge.')
}

function parsedUrl(callbackUrl: string): URL {
  const url = URL.parse(callbackUrl)
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') throw failedVerification('The URL is not valid.')
  return url
}

async function ask(url: URL): Promise<{ status: number; body: string }> {
  try {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { 'user-agent': 'facebookplatform/1.0 (+http://developers.facebook.com)' },
      signal: AbortSignal.timeout(5_000),
    })
    return { status: response.status, body: await response.text() }
  } catch (error) {
    throw failedVerification(`The URL could not be reached: ${reasonOf(error)}`)
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  const { cause } = error
  return cause instanceof Error && 'code' in cause ? String(cause.code) : error.name
}
