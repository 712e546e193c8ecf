import { InboundEventQuery, InboundEventView, MessageSource, pageOf } from '@switchboard/protocol'
import { Type } from 'typebox'
import { refusals } from '../http/refusals.ts'
import type { Routes } from '../http/routes.ts'
import { getInboundEvent, listInboundEvents, listSourceOf, replayInboundEvent } from './inbound-event-queries.ts'

export const inboundEventRoutes: Routes = async (api, { deps }) => {
  api.get(
    '/admin/inbound_events',
    {
      schema: {
        tags: ['admin'],
        summary: 'List what the platforms sent, newest first',
        querystring: InboundEventQuery,
        response: {
          200: pageOf(InboundEventView),
          ...refusals('bad_request', 'bad_cursor', 'unauthenticated', 'forbidden'),
        },
      },
    },
    async (request) => listInboundEvents(deps, request.viewer, request.query),
  )

  api.get(
    '/admin/inbound_events/:id',
    {
      schema: {
        tags: ['admin'],
        summary: 'Read what the platforms sent, and what became of it',
        params: Type.Object({ id: Type.String() }),
        response: { 200: InboundEventView, ...refusals('unauthenticated', 'forbidden', 'not_found') },
      },
    },
    async (request) => getInboundEvent(deps, request.viewer, request.params.id),
  )

  api.get(
    '/messages/:id/raw',
    {
      schema: {
        tags: ['messages'],
        summary: 'Read what the platform said of a message',
        params: Type.Object({ id: Type.String() }),
        response: { 200: MessageSource, ...refusals('unauthenticated', 'forbidden', 'not_found') },
      },
    },
    async (request) => listSourceOf(deps, request.viewer, request.params.id),
  )

  api.post(
    '/admin/inbound_events/:id/replay',
    {
      schema: {
        tags: ['admin'],
        summary: 'Apply a failed, ignored or unrecognised event again',
        params: Type.Object({ id: Type.String() }),
        response: { 202: InboundEventView, ...refusals('unauthenticated', 'forbidden', 'not_found', 'not_replayable') },
      },
    },
    async (request, reply) => {
      const event = await replayInboundEvent(deps, request.viewer, request.params.id)
      deps.applying.lookAgain()
      return reply.code(202).send(event)
    },
  )
}
