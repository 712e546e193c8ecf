import { randomUUID } from 'node:crypto'
import { type Answer, call } from '../api.ts'
import type { Owners, WorkspaceIds } from './canaries.ts'
import type { Person, Tenant } from './tenants.ts'

/** A route of the API, as the document that it publishes names it. */
export interface Route {
  method: string
  path: string
}

export async function readRoutes(url: string): Promise<Route[]> {
  const { body } = await call<{ paths: Record<string, Record<string, unknown>> }>(url, 'GET', '/api/schema')
  return Object.entries(body.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })),
  )
}

export interface Findings {
  requests: number
  /** Answers about what is another workspace's, compared with those about what does not exist. */
  comparisons: number
  leaks: string[]
  /** Answers that tell a foreign thing from an unknown one. */
  different: string[]
}

/** Asks as one member for everything there is, and for everything of somebody else's. */
export class Prober {
  readonly found: Findings = { requests: 0, comparisons: 0, leaks: [], different: [] }
  readonly #url: string
  readonly #routes: readonly Route[]
  readonly #owners: Owners

  constructor(url: string, routes: readonly Route[], owners: Owners) {
    this.#url = url
    this.#routes = routes
    this.#owners = owners
  }

  /** Every list and page that takes no id, by itself and with a search for somebody else's canary. */
  async readEverything(person: Person, mine: WorkspaceIds, foreign: Tenant): Promise<void> {
    const readable = this.#routes.filter(({ method, path }) => method === 'GET' && !path.startsWith('/api/auth'))
    for (const { path } of readable) {
      const [first, ...more] = path.includes('{id}') ? idsFor(path, mine) : ['']
      for (const id of [first, ...more.slice(0, 2)]) {
        if (id !== undefined) await this.#ask(person, 'GET', path.replace('{id}', id).replace('{token}', 'unknown'))
      }
    }
    for (const query of queriesAbout(foreign.canary)) await this.#ask(person, 'GET', query)
    await this.#ask(person, 'GET', '/metrics')
    await this.#ask(person, 'GET', `/${foreign.canary.slice(0, 3)}?${randomUUID()}`)
  }

  /** Every route that takes an id, with an id of theirs and with one that nobody has: the two have to answer alike. */
  async askForForeign(person: Person, mine: WorkspaceIds, theirs: WorkspaceIds, foreign: Tenant): Promise<void> {
    for (const { method, path } of this.#routes.filter((route) => route.path.includes('{id}'))) {
      const id = idsFor(path, theirs)[0]
      if (id === undefined) continue
      const ask = (value: string) => this.#ask(person, method, path.replace('{id}', value), bodyFor(method, path))
      await this.#compare(`${method} ${path} as ${person.role}`, await ask(id), await ask(randomUUID()))
    }
    for (const { about, ask } of this.#otherWays(person, mine, theirs, foreign)) {
      await this.#compare(`${about} as ${person.role}`, await ask(false), await ask(true))
    }
  }

  /** Ids in queries and in bodies. */
  #otherWays(person: Person, mine: WorkspaceIds, theirs: WorkspaceIds, foreign: Tenant) {
    const get = (path: string) => this.#ask(person, 'GET', `/api/v1${path}`)
    const post = (path: string, body: object) => this.#ask(person, 'POST', `/api/v1${path}`, body)
    const ways: { about: string; id: string | undefined; ask: (id: string) => Promise<Answer> }[] = [
      {
        about: 'conversations of an account',
        id: theirs.accounts[0],
        ask: (id) => get(`/conversations?account_id=${id}`),
      },
      {
        about: 'messages of a conversation',
        id: theirs.conversations[0],
        ask: (id) => get(`/messages?conversation_id=${id}`),
      },
      {
        about: 'events of an account',
        id: theirs.accounts[0],
        ask: (id) => get(`/admin/inbound_events?account_id=${id}`),
      },
      { about: 'marking messages', id: theirs.messages[0], ask: (id) => post('/messages/read', { message_ids: [id] }) },
      {
        about: 'marking conversations',
        id: theirs.conversations[0],
        ask: (id) => post('/messages/read', { conversation_ids: [id] }),
      },
      {
        about: 'a label',
        id: theirs.labels[0],
        ask: (id) => post(`/conversations/${mine.conversations[0]}/labels`, { add: [id] }),
      },
      {
        about: 'an assignee',
        id: theirs.members[0],
        ask: (id) => post(`/conversations/${mine.conversations[0]}/assign`, { assignee_id: id }),
      },
      {
        about: 'a token',
        id: foreign.id,
        ask: (id) => this.#ask({ ...person, token: person.session }, 'POST', '/api/v1/token', { workspace_id: id }),
      },
    ]
    return ways.flatMap(({ about, id, ask }) =>
      id === undefined ? [] : [{ about, ask: (isUnknown: boolean) => ask(isUnknown ? randomUUID() : id) }],
    )
  }

  async #compare(about: string, foreign: Answer, unknown: Answer): Promise<void> {
    this.found.comparisons += 1
    if (foreign.status === unknown.status && essence(foreign) === essence(unknown)) return
    this.found.different.push(
      `${about}: ${foreign.status} ${essence(foreign)} and ${unknown.status} ${essence(unknown)}`,
    )
  }

  async #ask(person: Person, method: string, path: string, body?: object): Promise<Answer> {
    const answer = await call<unknown>(this.#url, method, path, { bearer: person.token, ...(body && { body }) })
    this.found.requests += 1
    const leaks = [
      ...this.#owners.foreignCanaries(answer.text, person.workspaceId),
      ...this.#owners.foreignIds(answer.text, person.workspaceId),
    ]
    if (leaks.length > 0) this.found.leaks.push(`${method} ${path} told a ${person.role} ${leaks[0]}`)
    return answer
  }
}

/** The answer without what is different every time. */
function essence({ text }: Answer): string {
  return text.replace(/"request_id":"[^"]*"/, '')
}

function idsFor(path: string, ids: WorkspaceIds): string[] {
  const kind = Object.keys(ids).find((name) => path.includes(`/${name}/{id}`))
  return kind ? ids[kind as keyof WorkspaceIds] : []
}

function bodyFor(method: string, path: string): object | undefined {
  if (method === 'GET' || method === 'DELETE') return undefined
  if (path.endsWith('/members/{id}')) return { role: 'agent' }
  if (/[/](accounts|labels|saved_views)[/]{id}$/.test(path)) return { name: 'Taken over' }
  if (path.endsWith('/contacts/{id}')) return { display_name: 'Taken over' }
  if (path.endsWith('/notes')) return { id: randomUUID(), text: 'Taken over' }
  if (path.endsWith('/labels')) return { add: [] }
  if (path.endsWith('/assign')) return { assignee_id: null }
  return {}
}

function queriesAbout(canary: string): string[] {
  return [
    `/api/v1/conversations?q=${canary}`,
    `/api/v1/conversations?q=Canary&limit=100`,
    `/api/v1/conversations?q=%25&limit=100`,
    `/api/v1/conversations?q=_&limit=100`,
    '/api/v1/messages?limit=100',
    '/api/v1/snapshot?conversations_limit=500&messages_limit=100',
    '/api/v1/admin/inbound_events?limit=100',
    '/api/v1/admin/inbound_events?limit=100&state=unrecognised',
  ]
}
