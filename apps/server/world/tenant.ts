import { randomUUID } from 'node:crypto'
import type { AccountDetails, CreateAccount, MemberView, NewInvitation, Role } from '@switchboard/protocol'
import { call, expectOk, openMember, signIn, type WorldMember } from './member.ts'

export const password = 'correct horse battery'

/** A workspace with its owner, in which a test has people and accounts at hand. */
export class Tenant {
  readonly url: string
  readonly id: string
  readonly owner: WorldMember

  constructor(url: string, owner: WorldMember) {
    this.url = url
    this.id = owner.workspace_id
    this.owner = owner
  }

  /** Signs up, is invited by the owner, accepts, and has a token. */
  async member(name: string, role: Role = 'agent'): Promise<WorldMember> {
    const who = { name, email: `${name}-${randomUUID().slice(0, 8)}@example.com`, password }
    const session = await signIn(this.url, who)
    const { body: invitation } = expectOk(await this.owner.post<NewInvitation>('/invitations', { role }))
    expectOk(await call<MemberView>(this.url, 'POST', '/invitations/accept', { token: invitation.token }, session))
    return openMember(this.url, { ...who, session }, this.id)
  }

  /** A connected account; its external id is its own unless one is given. */
  async account(platform: CreateAccount['platform'], facts: Partial<CreateAccount> = {}): Promise<AccountDetails> {
    const draft = { platform, external_id: randomUUID(), name: `Our ${platform}`, ...facts }
    return expectOk(await this.owner.post<AccountDetails>('/accounts', draft)).body
  }
}
