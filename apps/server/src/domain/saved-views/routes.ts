import { ChangeSavedView, CreateSavedView, SavedView, SavedViews } from '@switchboard/protocol'
import { Type } from 'typebox'
import { refusals } from '../../http/refusals.ts'
import type { Routes } from '../../http/routes.ts'
import { refuseWithout } from '../members/index.ts'
import { changeSavedView, removeSavedView } from './change-saved-view.ts'
import { createSavedView } from './create-saved-view.ts'
import { listSavedViews } from './queries.ts'

const ById = Type.Object({ id: Type.String() })
const tags = ['saved views']

export const savedViewRoutes: Routes = async (api, { deps }) => {
  api.get(
    '/saved_views',
    {
      schema: {
        tags,
        summary: 'List one’s own and the shared views',
        response: { 200: SavedViews, ...refusals('unauthenticated', 'forbidden') },
      },
    },
    async (request) => {
      refuseWithout(request.viewer, 'inbox.view')
      return { items: await listSavedViews(deps.db.read, request.viewer) }
    },
  )

  api.post(
    '/saved_views',
    {
      schema: {
        tags,
        summary: 'Keep a set of filters under a name',
        description: 'To share it with the workspace one has to be somebody who answers customers.',
        body: CreateSavedView,
        response: { 201: SavedView, ...refusals('bad_request', 'unauthenticated', 'forbidden', 'limit_reached') },
      },
    },
    async (request, reply) => reply.code(201).send(await createSavedView(deps, request.viewer, request.body)),
  )

  api.patch(
    '/saved_views/:id',
    {
      schema: {
        tags,
        summary: 'Change a view',
        description: 'Its owner, and a shared one whoever manages the members. Sharing keeps the owner.',
        params: ById,
        body: ChangeSavedView,
        response: { 200: SavedView, ...refusals('bad_request', 'unauthenticated', 'forbidden', 'not_found') },
      },
    },
    async (request) => changeSavedView(deps, request.viewer, request.params.id, request.body),
  )

  api.delete(
    '/saved_views/:id',
    {
      schema: {
        tags,
        summary: 'Remove a view',
        params: ById,
        response: { 204: Type.Null(), ...refusals('unauthenticated', 'forbidden', 'not_found') },
      },
    },
    async (request, reply) => {
      await removeSavedView(deps, request.viewer, request.params.id)
      return reply.code(204).send(null)
    },
  )
}
