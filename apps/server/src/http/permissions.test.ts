import { createECDH, randomBytes, randomUUID } from 'node:crypto'
import { type ErrorBody, type Permission, permissionsOf, type Role } from '@switchboard/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Answer,
  call,
  pageMessages,
  postWebhook,
  startWorld,
  type Tenant,
  type World,
  type WorldMember,
} from '../../world/index.ts'

/**
 * Every route that takes a token: the permission it asks for (null: any member), and a request that somebody who has it
 * may make. `:id` stands for a thing of the caller's own workspace, and in turn for one of another workspace.
 */
const makers = {
  member: async (tenant: Tenant) => (await tenant.member('subject')).id,
  account: async (tenant: Tenant) => (await tenant.account('messenger')).id,
  invitation: async (tenant: Tenant) =>
    (await tenant.owner.post<{ id: string }>('/invitations', { role: 'user' })).body.id,
  message: async (tenant: Tenant) => (await receive(tenant)).id,
  contact: async (tenant: Tenant) => contactOf(await receive(tenant)),
  note: async (tenant: Tenant) => note(tenant, (await tenant.member('author')).id),
  own_note: (tenant: Tenant, author: WorldMember) => note(tenant, author.id),
  label: async (tenant: Tenant) =>
    (await tenant.owner.post<{ id: string }>('/labels', { name: randomUUID(), color: 'red' })).body.id,
  saved_view: async (tenant: Tenant) =>
    (await tenant.owner.post<{ id: string }>('/saved_views', { name: 'view', filter: {}, is_shared: true })).body.id,
  conversation: async (tenant: Tenant) => (await receive(tenant)).conversation_id,
  inbound_event: async (tenant: Tenant) => (await fail(await receive(tenant))).id,
}

/** Of a browser. */
function pushKeys() {
  const p256dh = createECDH('prime256v1').generateKeys('base64url')
  return { p256dh, auth: randomBytes(16).toString('base64url') }
}

/** A message of a new customer. */
async function receive(tenant: Tenant) {
  const account = await tenant.account('messenger')
  const message = { from: randomUUID(), mid: `m_${randomUUID()}`, text: 'Hello' }
  await postWebhook(world.url, 'messenger', pageMessages(account.external_id, message))
  await world.idle()
  return world.db.read
    .selectFrom('messages')
    .select(['id', 'conversation_id', 'account_id'])
    .where('account_id', '=', account.id)
    .executeTakeFirstOrThrow()
}

async function note(tenant: Tenant, authorId: string): Promise<string> {
  const id = randomUUID()
  await world.db.pool.query(
    `insert into notes (id, workspace_id, contact_id, author_id, text, created_at, updated_at)
     values ($1, $2, $3, $4, 'note', now(), now())`,
    [id, tenant.id, await contactOf(await receive(tenant)), authorId],
  )
  return id
}

async function contactOf({ conversation_id }: { conversation_id: string }): Promise<string> {
  const { contact_id } = await world.db.read
    .selectFrom('conversations')
    .select('contact_id')
    .where('id', '=', conversation_id)
    .executeTakeFirstOrThrow()
  return contact_id!
}

/** The event that brought it, as if it could not have been applied. */
async function fail({ account_id }: { account_id: string | null }) {
  return world.db.read
    .updateTable('inbound_events')
    .set({ state: 'failed' })
    .where('account_id', '=', account_id)
    .returning('id')
    .executeTakeFirstOrThrow()
}

interface Row {
  permission: Permission | null
  body?: (ids: { message: string }) => object
  query?: string
  /** What `:id` is the id of. */
  of?: Kind
}
type Kind = keyof typeof makers

const table: Record<string, Row> = {
  'GET /me': { permission: null },
  'GET /members': { permission: null },
  'PATCH /members/{id}': { permission: 'members.manage', of: 'member', body: () => ({ role: 'moderator' }) },
  'DELETE /members/{id}': { permission: 'members.manage', of: 'member' },
  'GET /invitations': { permission: 'members.manage' },
  'POST /invitations': { permission: 'members.manage', body: () => ({ role: 'user' }) },
  'DELETE /invitations/{id}': { permission: 'members.manage', of: 'invitation' },
  'POST /realtime/ticket': { permission: null },
  'GET /accounts': { permission: 'inbox.view' },
  'POST /accounts': {
    permission: 'accounts.manage',
    body: () => ({ platform: 'messenger', external_id: randomUUID(), name: 'Page' }),
  },
  'GET /accounts/{id}': { permission: 'inbox.view', of: 'account' },
  'GET /accounts/{id}/health': { permission: 'inbox.view', of: 'account' },
  'PATCH /accounts/{id}': { permission: 'accounts.manage', of: 'account', body: () => ({ name: 'Renamed' }) },
  'DELETE /accounts/{id}': { permission: 'accounts.manage', of: 'account' },
  'GET /conversations': { permission: null },
  'GET /conversations/{id}': { permission: 'inbox.view', of: 'conversation' },
  'POST /conversations/{id}/archive': { permission: 'inbox.reply', of: 'conversation' },
  'POST /conversations/{id}/unarchive': { permission: 'inbox.reply', of: 'conversation' },
  'POST /conversations/{id}/read': { permission: 'inbox.reply', of: 'conversation' },
  'POST /conversations/{id}/unread': { permission: 'inbox.reply', of: 'conversation' },
  'POST /conversations/{id}/labels': { permission: 'inbox.reply', of: 'conversation', body: () => ({ add: [] }) },
  'POST /conversations/{id}/assign': {
    permission: 'inbox.reply',
    of: 'conversation',
    body: () => ({ assignee_id: null }),
  },
  'POST /conversations/bulk': {
    permission: 'inbox.reply',
    body: () => ({ conversation_ids: [randomUUID()], change: { is_archived: true } }),
  },
  'POST /conversations/undo': {
    permission: 'inbox.reply',
    body: () => ({ items: [{ conversation_id: randomUUID(), change: { is_archived: true } }] }),
  },
  'GET /contacts/{id}': { permission: 'inbox.view', of: 'contact' },
  'PATCH /contacts/{id}': { permission: 'inbox.reply', of: 'contact', body: () => ({ display_name: 'Ours' }) },
  'GET /contacts/{id}/media': { permission: 'inbox.view', of: 'contact' },
  'GET /contacts/{id}/notes': { permission: 'inbox.view', of: 'contact' },
  'POST /contacts/{id}/notes': {
    permission: 'inbox.reply',
    of: 'contact',
    body: () => ({ id: randomUUID(), text: 'note' }),
  },
  // Their author's alone.
  'PATCH /notes/{id}': { permission: 'inbox.reply', of: 'own_note', body: () => ({ text: 'changed' }) },
  'DELETE /notes/{id}': { permission: 'members.manage', of: 'note' },
  'GET /labels': { permission: 'inbox.view' },
  'POST /labels': { permission: 'inbox.reply', body: () => ({ name: randomUUID(), color: 'red' }) },
  'PATCH /labels/{id}': { permission: 'inbox.reply', of: 'label', body: () => ({ color: 'blue' }) },
  'DELETE /labels/{id}': { permission: 'inbox.reply', of: 'label' },
  'GET /saved_views': { permission: 'inbox.view' },
  'POST /saved_views': { permission: 'inbox.view', body: () => ({ name: 'view', filter: {} }) },
  'PATCH /saved_views/{id}': { permission: 'members.manage', of: 'saved_view', body: () => ({ position: 3 }) },
  'DELETE /saved_views/{id}': { permission: 'members.manage', of: 'saved_view' },
  'GET /messages': { permission: null },
  'GET /messages/{id}': { permission: 'inbox.view', of: 'message' },
  'GET /messages/{id}/history': { permission: 'inbox.view', of: 'message' },
  'GET /messages/{id}/raw': { permission: 'accounts.manage', of: 'message' },
  'POST /messages/read': { permission: 'inbox.reply', body: ({ message }) => ({ message_ids: [message] }) },
  'GET /unread_count': { permission: null },
  'GET /stats': { permission: null },
  'GET /snapshot': { permission: null },
  'GET /conversation_counts': { permission: null },
  'GET /search': { permission: null, query: '?q=hello' },
  'GET /notification_settings': { permission: null },
  'PATCH /notification_settings': { permission: null, body: () => ({ sound: false }) },
  'GET /push/key': { permission: null },
  'POST /push/subscriptions': {
    permission: null,
    body: () => ({ endpoint: `https://push.example/${randomUUID()}`, keys: pushKeys() }),
  },
  'DELETE /push/subscriptions': { permission: null, body: () => ({ endpoint: 'https://push.example/1' }) },
  'GET /admin/inbound_events': { permission: 'accounts.manage' },
  'GET /admin/inbound_events/{id}': { permission: 'accounts.manage', of: 'inbound_event' },
  'POST /admin/inbound_events/{id}/replay': { permission: 'accounts.manage', of: 'inbound_event' },
}
const roles: Role[] = ['owner', 'admin', 'moderator', 'agent', 'user']

let world: World
let others: Tenant
let callers: WorldMember[]
beforeAll(async () => {
  world = await startWorld({ env: { REQUESTS_PER_MINUTE: '100000' } })
  others = await world.workspace('others')
  callers = [world.owner, ...(await Promise.all(roles.slice(1).map((role) => world.member(role, role))))]
})
afterAll(() => world[Symbol.asyncDispose]())

describe('the table of permissions', () => {
  it('[H12] has every route that takes a token, and no other', async () => {
    const document = (await (await fetch(`${world.url}/api/schema`)).json()) as {
      paths: Record<string, Record<string, { security?: { token?: [] }[] }>>
    }
    const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([, { security }]) => security?.some((scheme) => 'token' in scheme))
        .map(([method]) => `${method.toUpperCase()} ${path.replace('/api/v1', '')}`),
    )
    expect(documented.sort()).toEqual(Object.keys(table).sort())
  })

  it.each(Object.keys(table))('[I12] [I18] %s', async (route) => {
    const row = table[route]!
    const make = (tenant: Tenant, caller = tenant.owner) => makers[row.of ?? 'message'](tenant, caller)
    expect(await ask(route, row, null, await make(world))).toMatchObject({
      status: 401,
      body: { code: 'unauthenticated' },
    })

    const foreign = await make(others)
    const before = await everythingOf(others)
    for (const [i, role] of roles.entries()) {
      const caller = callers[i]!
      const answer = await ask(route, row, caller, await make(world, caller))
      if (row.permission === null || permissionsOf[role].includes(row.permission)) {
        expect(answer.status, `${role}: ${JSON.stringify(answer.body)}`).toBeLessThan(300)
      } else {
        expect([403, 404], `${role}: ${answer.status}`).toContain(answer.status)
      }
      if (row.of === undefined) continue

      // What is somebody else's answers what is nobody's answers, body and all.
      const theirs = await ask(route, row, caller, foreign)
      expect(theirs.status, role).toBeGreaterThanOrEqual(403)
      expect(withoutId(theirs), role).toEqual(withoutId(await ask(route, row, caller, randomUUID())))
    }
    expect(await everythingOf(others)).toEqual(before)
  })
})

/** `id` stands for `:id`, and in a body for a message. */
function ask(
  route: string,
  { body, query = '' }: Row,
  caller: WorldMember | null,
  id: string,
): Promise<Answer<ErrorBody>> {
  const [method = '', path = ''] = route.split(' ')
  return call<ErrorBody>(world.url, method, path.replace('{id}', id) + query, body?.({ message: id }), caller?.token)
}

const withoutId = ({ status, body }: Answer<ErrorBody>) => ({ status, body: { ...body, request_id: '' } })

/** All that a request from elsewhere could have changed. */
async function everythingOf({ id }: Tenant): Promise<unknown> {
  const { rows } = await world.db.pool.query(
    `select jsonb_agg(t) as all from (
       select to_jsonb(m) from members m where workspace_id = $1 union all
       select to_jsonb(a) from accounts a where workspace_id = $1 union all
       select to_jsonb(c) from conversations c where workspace_id = $1 union all
       select to_jsonb(m) from messages m where workspace_id = $1 union all
       select to_jsonb(i) from invitations i where workspace_id = $1 union all
       select to_jsonb(l) from labels l where workspace_id = $1 union all
       select to_jsonb(v) from saved_views v where workspace_id = $1 union all
       select to_jsonb(n) from notes n where workspace_id = $1 union all
       select to_jsonb(p) from contacts p where workspace_id = $1 union all
       select to_jsonb(j) - 'raw' from inbound_events j where workspace_id = $1 order by 1
     ) t`,
    [id],
  )
  return rows
}
