import { createHmac } from 'node:crypto'
import type { SandboxAccount } from '../cast/account.ts'
import { jsonBody, type Request } from '../http/exchange.ts'
import type { GraphDeps } from './graph-deps.ts'
import { expiredToken, noToken, revokedToken, unknownToken, wrongProof } from './graph-error.ts'

export interface Call {
  method: string
  /** Without the version. */
  path: string[]
  /** Of the address and of the body. */
  params: Record<string, unknown>
  token: string | undefined
}

export function callOf(request: Request): Call {
  const [first, ...rest] = request.path
    .split('/')
    .filter((part) => part !== '')
    .map(decoded)
  const path = first === undefined || /^v\d+\.\d+$/.test(first) ? rest : [first, ...rest]
  const params = { ...Object.fromEntries(request.query), ...bodyParams(request) }
  return { method: request.method, path, params, token: bearerOf(request) ?? textOf(params.access_token) }
}

/** Whose token it is. Throws the Graph error of a token that is missing, unknown or no longer good. */
export function accountOf(deps: GraphDeps, { token, params }: Call): SandboxAccount {
  if (token === undefined) throw noToken()
  const account = deps.accounts().find(({ accessToken }) => accessToken === token)
  if (!account) throw unknownToken()
  if (account.tokenState === 'expired') throw expiredToken()
  if (account.tokenState === 'revoked') throw revokedToken()
  refuseWrongProof(deps, token, params.appsecret_proof)
  return account
}

export function textOf(param: unknown): string | undefined {
  return typeof param === 'string' ? param : undefined
}

/** A list as Graph takes it: an array, or names with commas between them. */
export function listOf(param: unknown): string[] {
  const list = Array.isArray(param) ? param.map(String) : (textOf(param) ?? '').split(',')
  return list.map((item) => item.trim()).filter((item) => item !== '')
}

export function bearerOf({ headers }: Request): string | undefined {
  return /^(?:Bearer|OAuth) (.+)$/.exec(headers.authorization ?? '')?.[1]
}

/** The proof may be left out, but not be wrong. */
function refuseWrongProof(
  { appSecret, instagramAppSecret = appSecret }: GraphDeps,
  token: string,
  proof: unknown,
): void {
  if (proof === undefined) return
  const proofs = [appSecret, instagramAppSecret].map((secret) =>
    createHmac('sha256', secret).update(token).digest('hex'),
  )
  if (!proofs.includes(textOf(proof) ?? '')) throw wrongProof()
}

/** Graph takes parameters as JSON or as a form. */
function bodyParams(request: Request): Record<string, unknown> {
  const isJson = (request.headers['content-type'] ?? '').includes('json')
  return isJson ? jsonBody(request) : Object.fromEntries(new URLSearchParams(request.body.toString()))
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
