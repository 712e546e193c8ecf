import { ConversationWithMessages, Snapshot, SnapshotQuery } from '@switchboard/protocol'
import { Type } from 'typebox'
import { refusals } from '../../http/refusals.ts'
import type { Routes } from '../../http/routes.ts'
import { getConversation } from '../conversations/index.ts'
import { listThread } from '../messages/index.ts'
import { readSnapshot } from './snapshot.ts'

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
        tags: ['conversations'],
        summary: 'Read a conversation with its newest messages',
        params: Type.Object({ id: Type.String() }),
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
