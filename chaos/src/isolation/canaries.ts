import type { Random } from '@switchboard/meta-sandbox/wire'
import type pg from 'pg'

/** A word that stands in everything a workspace has, and nowhere else in the world. */
export function makeCanary(random: Random): string {
  const letters = Array.from({ length: 12 }, () => String.fromCharCode(random.between(97, 122))).join('')
  return `Canary${letters}`
}

const canaryForm = /Canary[a-z]{12}/g
const uuidForm = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g

/** Knows whose every canary and every id is. */
export class Owners {
  bytesChecked = 0
  readonly #byCanary = new Map<string, string>()
  readonly #byId = new Map<string, string>()

  ofCanary(canary: string, workspaceId: string): void {
    this.#byCanary.set(canary, workspaceId)
  }

  ofIds(ids: Iterable<string>, workspaceId: string): void {
    for (const id of ids) this.#byId.set(id, workspaceId)
  }

  /** The canaries in a text that are not this workspace's. */
  foreignCanaries(text: string, workspaceId: string | null): string[] {
    this.bytesChecked += text.length
    return (text.match(canaryForm) ?? []).filter((canary) => this.#byCanary.get(canary) !== workspaceId)
  }

  /** The ids in a text that are known to be another workspace's. */
  foreignIds(text: string, workspaceId: string): string[] {
    return (text.match(uuidForm) ?? []).filter((id) => (this.#byId.get(id) ?? workspaceId) !== workspaceId)
  }
}

/** The ids of what a workspace has, by what they are of. */
export interface WorkspaceIds {
  accounts: string[]
  contacts: string[]
  conversations: string[]
  messages: string[]
  members: string[]
  invitations: string[]
  labels: string[]
  saved_views: string[]
  inbound_events: string[]
  events: string[]
}

export async function readIds(audit: pg.Client, workspaceId: string): Promise<WorkspaceIds> {
  const idsIn = async (table: string) => {
    const { rows } = await audit.query<{ id: string }>(`select distinct id from ${table} where workspace_id = $1`, [
      workspaceId,
    ])
    return rows.map(({ id }) => id)
  }
  return {
    accounts: await idsIn('accounts'),
    contacts: await idsIn('contacts'),
    conversations: await idsIn('conversations'),
    messages: await idsIn('messages'),
    members: await idsIn('members'),
    invitations: await idsIn('invitations'),
    labels: await idsIn('labels'),
    saved_views: await idsIn('saved_views'),
    inbound_events: await idsIn('inbound_events'),
    events: await idsIn('events'),
  }
}
