import { makeWebhook } from '@switchboard/meta-sandbox'
import { envelope, type Random, signedBody } from '@switchboard/meta-sandbox/wire'
import { appSecret } from '../../../tools/server-process.ts'
import { call, must } from '../api.ts'
import { Chatter, type Parcel } from '../load/chatter.ts'
import { type Account, type Member, makeMember, makeWorkspace, signUp, tokenOf, type Workspace } from '../population.ts'

/** A workspace of its own people, full of its canary. */
export interface Tenant extends Workspace {
  canary: string
  people: Person[]
  chatters: Chatter[]
}

export interface Person extends Member {
  role: string
  token: string
}

/** Who is in every workspace besides its owner. */
export const roles = ['admin', 'moderator', 'agent', 'agent', 'user'] as const

export async function makeTenant(url: string, number: number, canary: string, random: Random): Promise<Tenant> {
  const session = await signUp(url, `${canary} owner`, `${canary}-owner@switchboard.example`)
  const workspace = await makeWorkspace(url, session, { name: `${canary} workspace`, number, accountsPerPlatform: 1 })
  const people: Person[] = [{ ...workspace.owner, role: 'owner', token: await tokenOf(url, workspace.owner) }]
  for (const [n, role] of roles.entries()) {
    const who = { name: `${canary} ${role} ${n}`, email: `${canary}-${role}-${n}@switchboard.example`, role }
    const member = await makeMember(url, workspace, who)
    people.push({ ...member, role, token: await tokenOf(url, member) })
  }
  // One invitation stays open.
  const inviting = { body: { role: 'agent', email: `${canary}-guest@switchboard.example` }, bearer: people[0]!.token }
  await must(call(url, 'POST', '/api/v1/invitations', inviting))
  const made = { name: canary, color: 'red', filter: { q: canary }, is_shared: true }
  for (const path of ['/api/v1/labels', '/api/v1/saved_views']) {
    await must(call(url, 'POST', path, { body: made, bearer: people[0]!.token }))
  }
  const chatters = workspace.accounts.map(
    ({ platform, externalId }) => new Chatter(canary, { platform, externalId, secret: appSecret }, random, 4),
  )
  return { ...workspace, canary, people, chatters }
}

/** What the customers of a workspace do: talk of all kinds, ids that hold the canary, and something nobody knows. */
export function tellTales({ accounts, canary, chatters }: Tenant, random: Random, parcels: number): Parcel[] {
  const talk = chatters.flatMap((chatter) =>
    Array.from({ length: parcels }, () => chatter.parcel(random.between(1, 8))),
  )
  const odd = accounts.flatMap((account, n) => [
    asParcel(account, says(account, `m_${canary}_${n}`, `${canary} ${n}`, `${canary}${n}`)),
    asParcel(account, somethingNew(account, canary)),
  ])
  return [...talk, ...odd]
}

/** One message with this text. */
export function oneMessage(account: Account, text: string): Parcel {
  return asParcel(account, says(account, `m_${text}`, text, '4915100000001'))
}

function asParcel({ platform }: Account, webhook: { body: Buffer; headers: Record<string, string> }): Parcel {
  return { platform, ...webhook, effects: [] }
}

function says({ platform, externalId }: Account, id: string, text: string, customer: string) {
  return makeWebhook(platform, { account: externalId, secret: appSecret, id, text, customer, at: Date.now() })
}

/** An event that no version of the server has heard of: it stays in the journal, with all that it says. */
function somethingNew({ platform, externalId }: Account, canary: string) {
  const update = {
    platform,
    entryId: externalId,
    accountId: externalId,
    field: 'messages',
    lane: '',
    messageId: '',
    kind: '',
  }
  const metadata = { phone_number_id: externalId, display_phone_number: '15550001111' }
  const content =
    platform === 'whatsapp'
      ? { messaging_product: platform, metadata, mysteries: [{ about: canary }] }
      : { sender: { id: canary }, recipient: { id: externalId }, timestamp: Date.now(), mystery: { about: canary } }
  return signedBody(envelope(platform, [{ ...update, content }], Date.now()), appSecret)
}
