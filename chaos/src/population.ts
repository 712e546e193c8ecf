import type { Platform } from '@switchboard/meta-sandbox/wire'
import { call, must } from './api.ts'

export const platforms: readonly Platform[] = ['instagram', 'messenger', 'whatsapp']

export interface Workspace {
  id: string
  name: string
  owner: Member
  accounts: Account[]
}

export interface Account {
  id: string
  platform: Platform
  externalId: string
}

export interface Member {
  id: string
  email: string
  /** What the sign-in gave; a token for the API is asked for with it. */
  session: string
  workspaceId: string
}

export const password = 'a password for one run'

/** A workspace of this user with so many accounts per platform. Ids of accounts are digits, and begin with `number`. */
export async function makeWorkspace(
  url: string,
  session: string,
  { name, number, accountsPerPlatform }: { name: string; number: number; accountsPerPlatform: number },
): Promise<Workspace> {
  const { id } = await must(
    call<{ id: string }>(url, 'POST', '/api/v1/workspaces', { body: { name }, bearer: session }),
  )
  const owner = await memberOf(url, '', session, id)
  const accounts: Account[] = []
  const bearer = await tokenOf(url, owner)
  for (const platform of platforms) {
    for (let n = 0; n < accountsPerPlatform; n++) {
      const externalId = `${1000 + number}${platforms.indexOf(platform)}000${n}`
      accounts.push(await makeAccount(url, bearer, { platform, externalId, name: `${name} ${platform} ${n}` }))
    }
  }
  return { id, name, owner, accounts }
}

export async function makeAccount(
  url: string,
  bearer: string,
  { platform, externalId, name }: { platform: Platform; externalId: string; name: string },
): Promise<Account> {
  const body = { platform, external_id: externalId, name, credentials: { access_token: `token-of-${externalId}` } }
  const { id } = await must(call<{ id: string }>(url, 'POST', '/api/v1/accounts', { body, bearer }))
  return { id, platform, externalId }
}

/** A new user, who signs up. */
export async function signUp(url: string, name: string, email: string): Promise<string> {
  const body = { name, email, password }
  return (await must(call<{ token: string }>(url, 'POST', '/api/auth/sign-up/email', { body }))).token
}

/** A new user who is invited and accepts. */
export async function makeMember(
  url: string,
  workspace: Pick<Workspace, 'id' | 'owner'>,
  { name, email, role }: { name: string; email: string; role: string },
): Promise<Member> {
  const bearer = await tokenOf(url, workspace.owner)
  const invitation = await must(call<{ token: string }>(url, 'POST', '/api/v1/invitations', { body: { role }, bearer }))
  const session = await signUp(url, name, email)
  const accepting = { body: { token: invitation.token }, bearer: session }
  await must(call(url, 'POST', '/api/v1/invitations/accept', accepting))
  return memberOf(url, email, session, workspace.id)
}

export async function tokenOf(
  url: string,
  { session, workspaceId }: Pick<Member, 'session' | 'workspaceId'>,
): Promise<string> {
  const asking = { body: { workspace_id: workspaceId }, bearer: session }
  return (await must(call<{ access_token: string }>(url, 'POST', '/api/v1/token', asking))).access_token
}

async function memberOf(url: string, email: string, session: string, workspaceId: string): Promise<Member> {
  const bearer = await tokenOf(url, { session, workspaceId })
  const me = await must(call<{ member: { id: string }; user: { email: string } }>(url, 'GET', '/api/v1/me', { bearer }))
  return { id: me.member.id, email: email || me.user.email, session, workspaceId }
}
