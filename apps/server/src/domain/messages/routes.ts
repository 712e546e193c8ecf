import {
  ConversationRead,
  MarkConversationRead,
  MarkedRead,
  MarkRead,
  MessageHistory,
  MessagePage,
  MessageQuery,
  MessageView,
} from '@switchboard/protocol'
import { Type } from 'typebox'
import { refusals } from '../../http/refusals.ts'
import type { Routes } from '../../http/routes.ts'
import { readHistory } from './edits.ts'
import { markConversationRead, markRead } from './mark-read.ts'
import { getMessage, listMessages } from './queries.ts'

export const messageRoutes: Routes = async (api, { deps }) => {
  api.get(
    '/messages',
    {
      schema: {
        tags: ['messages'],
        summary: 'List messages, newest first',
        description: 'With `around`, the part of a thread in which that message stands; it may be continued both ways.',
        querystring: MessageQuery,
        response: { 200: MessagePage, ...refusals('bad_request', 'bad_cursor', 'unauthenticated', 'not_found') },
      },
    },
    async (request) => listMessages(deps.db.read, request.viewer, request.query),
  )

  api.get(
    '/messages/:id',
    {
      schema: {
        tags: ['messages'],
        summary: 'Read a message',
        params: Type.Object({ id: Type.String() }),
        response: { 200: MessageView, ...refusals('unauthenticated', 'not_found') },
      },
    },
    async (request) => getMessage(deps.db.read, request.viewer, request.params.id),
  )

  api.get(
    '/messages/:id/history',
    {
      schema: {
        tags: ['messages'],
        summary: 'Read what a message said before it was edited',
        params: Type.Object({ id: Type.String() }),
        response: { 200: MessageHistory, ...refusals('unauthenticated', 'not_found') },
      },
    },
    async (request) => readHistory(deps.db.read, request.viewer, request.params.id),
  )

  api.post(
    '/messages/read',
    {
      schema: {
        tags: ['messages'],
        summary: 'Mark messages, conversations or everything as read',
        description: 'What is unknown, not visible or read already is passed over; the answer counts what was not.',
        body: MarkRead,
        response: { 200: MarkedRead, ...refusals('bad_request', 'unauthenticated', 'forbidden') },
      },
    },
    async (request) => markRead(deps, request.viewer, request.body),
  )

  api.post(
    '/conversations/:id/read',
    {
      schema: {
        tags: ['conversations'],
        summary: 'Mark a conversation as read, for the team',
        params: Type.Object({ id: Type.String() }),
        body: Type.Union([MarkConversationRead, Type.Null()]),
        response: { 200: ConversationRead, ...refusals('bad_request', 'unauthenticated', 'forbidden', 'not_found') },
      },
    },
    async (request) => markConversationRead(deps, request.viewer, request.params.id, request.body?.up_to_seq ?? null),
  )
}
