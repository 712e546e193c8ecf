import {
  AcceptInvitation,
  ChangeMember,
  CreateInvitation,
  CreateWorkspace,
  Invitation,
  InvitationFacts,
  Me,
  Members,
  MemberView,
  NewInvitation,
  PageQuery,
  pageOf,
  SessionView,
  Setup,
  SetupDone,
  SetupState,
  Ticket,
  Token,
  TokenRequest,
  WorkspaceView,
} from '@switchboard/protocol'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { requireUuid } from '../../db/uuid.ts'
import type { Deps } from '../../deps.ts'
import { refusals } from '../../http/refusals.ts'
import type { Routes } from '../../http/routes.ts'
import { acceptInvitation, invitationFacts } from './accept-invitation.ts'
import { changeMember, removeMember } from './change-member.ts'
import { copyUser } from './copy-user.ts'
import { invite, revokeInvitation } from './invite.ts'
import { membershipOf, pageInvitations, pageMembers, readMe } from './queries.ts'
import { isSetupNeeded, setUp } from './set-up.ts'
import { endSignIn, listSignIns } from './sign-ins.ts'
import { issueTicket } from './tickets.ts'
import { createWorkspace, viewOf } from './workspace.ts'

const ById = Type.Object({ id: Type.String() })
const tags = ['members']

/** For whoever comes: nothing here needs a sign-in. */
export const publicMemberRoutes: Routes = async (api, { deps }) => {
  api.get(
    '/setup',
    { schema: { tags: ['setup'], summary: 'Ask whether the server has an owner yet', response: { 200: SetupState } } },
    async () => ({ needed: await isSetupNeeded(deps.db.read) }),
  )

  api.post(
    '/setup',
    {
      schema: {
        tags: ['setup'],
        summary: 'Set the server up, with the code that it printed',
        body: Setup,
        response: { 201: SetupDone, ...refusals('setup_code_invalid', 'setup_done', 'wrong_credentials') },
      },
    },
    async (request, reply) => reply.code(201).send(await setUp(deps, request.body)),
  )

  api.get(
    '/invitations/:id',
    {
      schema: {
        tags,
        summary: 'Read what an invitation offers',
        description: '`id` is the token of its link, which is all that its holder has.',
        params: Type.Object({ id: Type.String({ maxLength: 200 }) }),
        response: { 200: InvitationFacts, ...refusals('invitation_invalid') },
      },
    },
    async (request) => invitationFacts(deps, request.params.id),
  )
}

/** For a user who has signed in, by cookie or bearer, whether or not they are a member of anything. */
export const signedInRoutes: Routes = async (api, { deps }) => {
  api.post(
    '/token',
    {
      schema: {
        tags: ['identity'],
        summary: 'Get a token for a workspace',
        description: 'Without `workspace_id`: the oldest one of the user. The token is good for 15 minutes.',
        body: TokenRequest,
        response: { 200: Token, ...refusals('unauthenticated', 'member_disabled', 'not_found') },
      },
    },
    async (request, reply) => issueToken(deps, request, reply, request.body.workspace_id),
  )

  api.post(
    '/workspaces',
    {
      schema: {
        tags,
        summary: 'Make a workspace of one’s own',
        body: CreateWorkspace,
        response: { 201: WorkspaceView, ...refusals('unauthenticated') },
      },
    },
    async (request, reply) => {
      const { user } = await deps.identity.signInOf(request)
      const { name, language, time_zone } = request.body
      const draft = { name, ...(language && { language }), ...(time_zone && { time_zone }) }
      const workspace = await deps.db.transaction((tx) => createWorkspace(deps, tx, user, draft))
      return reply.code(201).send(viewOf(workspace))
    },
  )

  api.get(
    '/sessions',
    {
      schema: {
        tags: ['identity'],
        summary: 'List where this user is signed in',
        response: { 200: Type.Array(SessionView), ...refusals('unauthenticated') },
      },
    },
    async (request) => listSignIns(deps.db, await deps.identity.signInOf(request), deps.now()),
  )

  api.delete(
    '/sessions/:id',
    {
      schema: {
        tags: ['identity'],
        summary: 'Sign this user out in one place',
        params: ById,
        response: { 204: Type.Null(), ...refusals('unauthenticated', 'not_found') },
      },
    },
    async (request, reply) => {
      await endSignIn(deps.db, await deps.identity.signInOf(request), request.params.id)
      return reply.code(204).send(null)
    },
  )

  api.post(
    '/invitations/accept',
    {
      schema: {
        tags,
        summary: 'Become a member',
        body: AcceptInvitation,
        response: { 200: MemberView, ...refusals('unauthenticated', 'invitation_invalid', 'member_exists') },
      },
    },
    async (request) => {
      const { user } = await deps.identity.signInOf(request)
      return acceptInvitation(deps, user, request.body.token)
    },
  )
}

/** For members. */
export const memberRoutes: Routes = async (api, { deps }) => {
  api.get(
    '/me',
    { schema: { tags: ['identity'], summary: 'Who am I, and what may I do', response: { 200: Me } } },
    async (request) => readMe(deps.db.read, request.viewer),
  )

  api.get(
    '/members',
    {
      schema: {
        tags,
        summary: 'List members, newest first',
        querystring: PageQuery,
        response: { 200: Members, ...refusals('bad_cursor') },
      },
    },
    async (request) => pageMembers(deps.db.read, request.viewer, request.query),
  )

  api.patch(
    '/members/:id',
    {
      schema: {
        tags,
        summary: 'Change a member’s role, or disable them',
        params: ById,
        body: ChangeMember,
        response: { 200: MemberView, ...refusals('forbidden', 'not_found', 'last_owner') },
      },
    },
    async (request) => changeMember(deps, request.viewer, request.params.id, request.body),
  )

  api.delete(
    '/members/:id',
    {
      schema: {
        tags,
        summary: 'Remove a member',
        params: ById,
        response: { 200: MemberView, ...refusals('forbidden', 'not_found', 'last_owner') },
      },
    },
    async (request) => removeMember(deps, request.viewer, request.params.id),
  )

  api.get(
    '/invitations',
    {
      schema: {
        tags,
        summary: 'List invitations that nobody has used, newest first',
        description: 'Those that have expired are there for 30 days more.',
        querystring: PageQuery,
        response: { 200: pageOf(Invitation), ...refusals('forbidden', 'bad_cursor') },
      },
    },
    async (request) => pageInvitations(deps.db.read, request.viewer, request.query, deps.now()),
  )

  api.post(
    '/invitations',
    {
      schema: {
        tags,
        summary: 'Invite somebody',
        description: 'The answer is the only place where the link is ever shown.',
        body: CreateInvitation,
        response: { 201: NewInvitation, ...refusals('forbidden') },
      },
    },
    async (request, reply) => reply.code(201).send(await invite(deps, request.viewer, request.body)),
  )

  api.delete(
    '/invitations/:id',
    {
      schema: {
        tags,
        summary: 'Revoke an invitation',
        params: ById,
        response: { 204: Type.Null(), ...refusals('forbidden', 'not_found') },
      },
    },
    async (request, reply) => {
      await revokeInvitation(deps, request.viewer, request.params.id)
      return reply.code(204).send(null)
    },
  )

  api.post(
    '/realtime/ticket',
    {
      schema: {
        tags: ['live'],
        summary: 'Get a ticket that opens one socket',
        description: 'For clients that cannot send a first frame with a token. Good for 30 seconds, once.',
        response: { 201: Ticket },
      },
    },
    async (request, reply) => reply.code(201).send(await issueTicket(deps, request.viewer)),
  )
}

async function issueToken(deps: Deps, request: FastifyRequest, reply: FastifyReply, workspaceId: string | undefined) {
  const { id: sign_in_id, user, setCookies } = await deps.identity.signInOf(request)
  const wanted = workspaceId === undefined ? undefined : requireUuid(workspaceId)
  const member = await membershipOf(deps.db.read, user, wanted)
  // Heals a copy that a crash has kept from following its user.
  if (member.name !== user.name || member.email !== user.email || member.avatar_url !== user.image) {
    await copyUser(deps.db, user)
  }
  const { workspace_id, id: member_id } = member
  const pass = { user_id: user.id, workspace_id, member_id, sign_in_id }
  const { access_token, expires_at } = await deps.accessTokens.sign(pass, member.role as Me['member']['role'])
  for (const cookie of setCookies) reply.header('set-cookie', cookie)
  return reply.send({ access_token, expires_at: expires_at.toISOString(), workspace_id, member_id: pass.member_id })
}
