import type { Random } from '@switchboard/meta-sandbox/wire'
import { call } from '../api.ts'
import type { Gate } from '../load/gate.ts'
import { makeAccount, tokenOf, type Workspace } from '../population.ts'

/** A member at work: reads, archives and brings back; now and then somebody renames or connects an account. */
export class Team {
  readonly #url: string
  readonly #workspace: Workspace
  readonly #random: Random
  #bearer: string | null = null
  #accounts = 0
  /** Calls that were answered with success. */
  done = 0

  constructor(url: string, workspace: Workspace, random: Random) {
    this.#url = url
    this.#workspace = workspace
    this.#random = random
  }

  /** Works until the signal; whatever fails because the server is down is simply not done. */
  async work(gate: Gate, signal: AbortSignal, pauseMs: number): Promise<void> {
    while (!signal.aborted) {
      await gate.passed()
      await this.#act().catch(() => {
        this.#bearer = null
      })
      await new Promise((next) => setTimeout(next, pauseMs))
    }
  }

  async #act(): Promise<void> {
    const chance = this.#random.next()
    if (chance < 0.04) await this.#rename()
    else if (chance < 0.05) await this.#connectAndRemove()
    else if (chance < 0.08) await this.#post('/messages/read', { all: true })
    else if (chance < 0.3) await this.#readMessages()
    else await this.#handleConversation()
  }

  async #handleConversation(): Promise<void> {
    const archived = this.#random.chance(0.3)
    const { items = [] } = await this.#get<{ items?: { id: string; is_archived: boolean }[] }>(
      `/conversations?limit=50&is_archived=${archived}`,
    )
    if (items.length === 0) return
    const { id, is_archived } = this.#random.pick(items)
    if (is_archived) await this.#post(`/conversations/${id}/unarchive`)
    else if (this.#random.chance(0.3)) await this.#post(`/conversations/${id}/archive`)
    else await this.#post(`/conversations/${id}/read`, {})
  }

  async #readMessages(): Promise<void> {
    const { items = [] } = await this.#get<{ items?: { id: string }[] }>('/messages?is_read=false&limit=20')
    if (items.length === 0) return
    await this.#post('/messages/read', { message_ids: items.slice(0, 10).map(({ id }) => id) })
  }

  async #rename(): Promise<void> {
    const { id } = this.#random.pick(this.#workspace.accounts)
    const body = { name: `Renamed ${this.#random.between(1, 1e6)}` }
    await this.#call('PATCH', `/accounts/${id}`, body)
  }

  /** Everybody may hear more from then on, and less again a moment later. */
  async #connectAndRemove(): Promise<void> {
    this.#accounts += 1
    const externalId = `77${this.#workspace.accounts[0]!.externalId}${this.#accounts}`
    const draft = { platform: 'messenger', externalId, name: 'For a moment' } as const
    const { id } = await makeAccount(this.#url, await this.#token(), draft)
    await this.#call('DELETE', `/accounts/${id}`)
  }

  async #get<T>(path: string): Promise<T> {
    return (await this.#call<T>('GET', path)) ?? ({} as T)
  }

  async #post(path: string, body?: object): Promise<void> {
    await this.#call('POST', path, body)
  }

  async #call<T>(method: string, path: string, body?: object): Promise<T | null> {
    const asking = { bearer: await this.#token(), ...(body && { body }) }
    const answer = await call<T>(this.#url, method, `/api/v1${path}`, asking)
    if (answer.status === 401) this.#bearer = null
    if (answer.status > 299) return null
    this.done += 1
    return answer.body
  }

  async #token(): Promise<string> {
    this.#bearer ??= await tokenOf(this.#url, this.#workspace.owner)
    return this.#bearer
  }
}
