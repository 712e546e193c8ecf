import type { ErrorBody, Me, Token } from '@switchboard/protocol'

export interface Answer<T> {
  status: number
  /** What came back, as JSON. Where the status says so it is an ErrorBody. */
  body: T
  headers: Headers
}

/** A person at the other end of the API: signed in, with a token for one workspace. */
export class WorldMember {
  readonly url: string
  readonly email: string
  readonly password: string
  /** What sign-in gave: good for every workspace of the user. */
  readonly session: string
  readonly token: string
  readonly workspace_id: string
  readonly id: string
  readonly user_id: string

  constructor(facts: Omit<WorldMember, 'get' | 'post' | 'patch' | 'delete' | 'request'>) {
    this.url = facts.url
    this.email = facts.email
    this.password = facts.password
    this.session = facts.session
    this.token = facts.token
    this.workspace_id = facts.workspace_id
    this.id = facts.id
    this.user_id = facts.user_id
  }

  get<T = Record<string, unknown>>(path: string): Promise<Answer<T>> {
    return this.request('GET', path)
  }
  post<T = Record<string, unknown>>(path: string, body?: object): Promise<Answer<T>> {
    return this.request('POST', path, body)
  }
  patch<T = Record<string, unknown>>(path: string, body: object): Promise<Answer<T>> {
    return this.request('PATCH', path, body)
  }
  delete<T = Record<string, unknown>>(path: string): Promise<Answer<T>> {
    return this.request('DELETE', path)
  }

  /** Paths are under `/api/v1`; one that begins with `/api/` or `/webhooks/` is taken as it is. */
  request<T>(method: string, path: string, body?: object, bearer = this.token): Promise<Answer<T>> {
    return call(this.url, method, path, body, bearer)
  }
}

export async function call<T = Record<string, unknown>>(
  url: string,
  method: string,
  path: string,
  body?: object,
  bearer?: string,
): Promise<Answer<T>> {
  const isAbsolute = /^\/(api|webhooks)\//.test(path)
  const response = await fetch(`${url}${isAbsolute ? '' : '/api/v1'}${path}`, {
    method,
    headers: {
      ...(body && { 'content-type': 'application/json' }),
      ...(bearer && { authorization: `Bearer ${bearer}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, body: (text ? JSON.parse(text) : null) as T, headers: response.headers }
}

/** Signs up, or in where the address is known, and resolves with the session's token. */
export async function signIn(url: string, who: { name: string; email: string; password: string }): Promise<string> {
  const { name, email, password } = who
  const signUp = await call<{ token: string }>(url, 'POST', '/api/auth/sign-up/email', { name, email, password })
  if (signUp.status === 200) return signUp.body.token
  const { status, body } = await call<{ token: string }>(url, 'POST', '/api/auth/sign-in/email', { email, password })
  if (status !== 200) throw new Error(`cannot sign in: ${JSON.stringify(body satisfies object)}`)
  return body.token
}

/** A member with a fresh token. */
export async function openMember(
  url: string,
  { email, password, session }: { email: string; password: string; session: string },
  workspaceId?: string,
): Promise<WorldMember> {
  const asked = workspaceId === undefined ? {} : { workspace_id: workspaceId }
  const { body: token } = expectOk(await call<Token>(url, 'POST', '/token', asked, session))
  const { body: me } = expectOk(await call<Me>(url, 'GET', '/me', undefined, token.access_token))
  return new WorldMember({
    url,
    email,
    password,
    session,
    token: token.access_token,
    workspace_id: token.workspace_id,
    id: me.member.id,
    user_id: me.user.id,
  })
}

/** For the steps that a test takes for granted. */
export function expectOk<T>(answer: Answer<T>): Answer<T> {
  if (answer.status < 300) return answer
  const { code, message } = answer.body as ErrorBody
  throw new Error(`expected success, got ${answer.status} ${code}: ${message}`)
}
