import {
  Assign,
  ChangeConversations,
  ChangedConversations,
  ChangeLabels,
  ConversationView,
  ConversationWithMessages,
  MarkUnread,
  Snapshot,
  SnapshotQuery,
  UndoChanges,
} from '@switchboard/protocol'
import { Type } from 'typebox'
import { refusals } from '../../http/refusals.ts'
import type { Routes } from '../../http/routes.ts'
import { getConversation } from '../conversations/index.ts'
import { listThread } from '../messages/index.ts'
import { changeConversation, changeConversations } from './change-conversations.ts'
import { readSnapshot } from './snapshot.ts'

const ById = Type.Object({ id: Type.String() })
const tags = ['conversations']
const MessagesLimit = Type.Integer({ minimum: 1, maximum: 100, default: 50 })

/** What a screen opens with: reads that go across the slices. */
export const inboxRoutes: Routes = async (api, { deps }) => {
  api.get(
    '/snapshot',
    {
      schema: {
        tags: ['live'],
        summary: 'Read everything at one instant of the log',
        description: 'Apply the events after `cursor` and you have what a later snapshot would say.',
        querystring: SnapshotQuery,
        response: { 200: Snapshot, ...refusals('bad_request', 'unauthenticated') },
      },
    },
    async (request) => readSnapshot(deps, request.viewer, request.query),
  )

  api.get(
    '/conversations/:id',
    {
      schema: {
        tags,
        summary: 'Read a conversation with its newest messages',
        params: ById,
        querystring: Type.Object({ messages_limit: Type.Optional(MessagesLimit) }),
        response: { 200: ConversationWithMessages, ...refusals('bad_request', 'unauthenticated', 'not_found') },
      },
    },
    async (request) => {
      const { id } = request.params
      return deps.db.snapshot(async (tx) => ({
        ...(await getConversation(deps, tx, request.viewer, id)),
        messages: await listThread(tx, request.viewer, id, { limit: request.query.messages_limit ?? 50 }),
      }))
    },
  )
}

/** What members do to conversations, to one or to many. Each may be sent again, and changes nothing the second time. */
export const changeRoutes: Routes = async (api, { deps }) => {
  for (const [verb, is_archived] of [
    ['archive', true],
    ['unarchive', false],
  ] as const) {
    api.post(
      `/conversations/:id/${verb}`,
      {
        schema: {
          tags,
          summary: is_archived ? 'Put a conversation away' : 'Bring a conversation back',
          params: ById,
          response: { 200: ConversationView, ...refusals('unauthenticated', 'forbidden', 'not_found') },
        },
      },
      async (request) => changeConversation(deps, request.viewer, request.params.id, { is_archived }),
    )
  }

  api.post(
    '/conversations/:id/unread',
    {
      schema: {
        tags,
        summary: 'Make what the customer said unread again, for the team',
        description: 'System lines and imported history stay read.',
        params: ById,
        body: Type.Union([MarkUnread, Type.Null()]),
        response: { 200: ConversationView, ...refusals('bad_request', 'unauthenticated', 'forbidden', 'not_found') },
      },
    },
    async (request) => {
      const from = request.body?.from_seq
      const change = from === undefined ? { unread: true as const } : { unread_from_seq: from }
      return changeConversation(deps, request.viewer, request.params.id, change)
    },
  )

  api.post(
    '/conversations/:id/labels',
    {
      schema: {
        tags,
        summary: 'Put labels on a conversation and take others off',
        description: 'To take off what it does not carry changes nothing; what is put on has to exist.',
        params: ById,
        body: ChangeLabels,
        response: { 200: ConversationView, ...refusals('bad_request', 'unauthenticated', 'forbidden', 'not_found') },
      },
    },
    async (request) => {
      const { add = [], remove = [] } = request.body
      return changeConversation(deps, request.viewer, request.params.id, { add_labels: add, remove_labels: remove })
    },
  )

  api.post(
    '/conversations/:id/assign',
    {
      schema: {
        tags,
        summary: 'Give a conversation to a member, or with null to nobody',
        description: 'To somebody who sees the inbox and is not disabled.',
        params: ById,
        body: Assign,
        response: { 200: ConversationView, ...refusals('bad_request', 'unauthenticated', 'forbidden', 'not_found') },
      },
    },
    async (request) => changeConversation(deps, request.viewer, request.params.id, request.body),
  )

  api.post(
    '/conversations/bulk',
    {
      schema: {
        tags,
        summary: 'Do the same to many conversations',
        description: 'In one commit, all that can be done; each item answers for itself and says how to undo it.',
        body: ChangeConversations,
        response: { 200: ChangedConversations, ...refusals('bad_request', 'unauthenticated', 'forbidden') },
      },
    },
    async (request) => {
      const { conversation_ids, change } = request.body
      const asked = [...new Set(conversation_ids)].map((conversation_id) => ({ conversation_id, change }))
      return { items: await changeConversations(deps, request.viewer, asked) }
    },
  )

  api.post(
    '/conversations/undo',
    {
      schema: {
        tags,
        summary: 'Undo changes, each by what its answer said',
        body: UndoChanges,
        response: { 200: ChangedConversations, ...refusals('bad_request', 'unauthenticated', 'forbidden') },
      },
    },
    async (request) => ({ items: await changeConversations(deps, request.viewer, request.body.items) }),
  )
}
