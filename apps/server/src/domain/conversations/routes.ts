import {
  ConversationCounts,
  ConversationQuery,
  ConversationView,
  pageOf,
  Stats,
  UnreadCount,
} from '@switchboard/protocol'
import { refusals } from '../../http/refusals.ts'
import type { Routes } from '../../http/routes.ts'
import { countConversations } from './count-conversations.ts'
import { countUnread, readStats } from './counts.ts'
import { listConversations } from './list-conversations.ts'

const tags = ['conversations']

export const conversationRoutes: Routes = async (api, { deps }) => {
  api.get(
    '/conversations',
    {
      schema: {
        tags,
        summary: 'List conversations, newest activity first',
        querystring: ConversationQuery,
        response: { 200: pageOf(ConversationView), ...refusals('bad_request', 'bad_cursor', 'unauthenticated') },
      },
    },
    async (request) => listConversations(deps, deps.db.read, request.viewer, request.query),
  )

  api.get(
    '/conversation_counts',
    {
      schema: {
        tags,
        summary: 'Count the conversations of each view and label, as far as `limit`',
        response: { 200: ConversationCounts, ...refusals('unauthenticated') },
      },
    },
    async (request) => countConversations(deps.db.read, request.viewer),
  )

  api.get(
    '/unread_count',
    {
      schema: { tags, summary: 'Count what is unread', response: { 200: UnreadCount, ...refusals('unauthenticated') } },
    },
    async (request) => countUnread(deps.db.read, request.viewer),
  )

  api.get(
    '/stats',
    {
      schema: {
        tags,
        summary: 'Count conversations and messages',
        response: { 200: Stats, ...refusals('unauthenticated') },
      },
    },
    async (request) => readStats(deps.db.read, request.viewer, deps.now()),
  )
}
