import { ChangeLabel, CreateLabel, Labels, LabelView } from '@switchboard/protocol'
import { Type } from 'typebox'
import { refusals } from '../../http/refusals.ts'
import type { Routes } from '../../http/routes.ts'
import { refuseWithout } from '../members/index.ts'
import { changeLabel } from './change-label.ts'
import { createLabel } from './create-label.ts'
import { listLabels } from './queries.ts'
import { removeLabel } from './remove-label.ts'

const ById = Type.Object({ id: Type.String() })
const tags = ['labels']

export const labelRoutes: Routes = async (api, { deps }) => {
  api.get(
    '/labels',
    {
      schema: {
        tags,
        summary: 'List all labels of the workspace, by name',
        response: { 200: Labels, ...refusals('unauthenticated', 'forbidden') },
      },
    },
    async (request) => {
      refuseWithout(request.viewer, 'inbox.view')
      return { items: await listLabels(deps.db.read, request.viewer) }
    },
  )

  api.post(
    '/labels',
    {
      schema: {
        tags,
        summary: 'Make a label',
        body: CreateLabel,
        response: {
          201: LabelView,
          ...refusals('bad_request', 'unauthenticated', 'forbidden', 'name_taken', 'limit_reached'),
        },
      },
    },
    async (request, reply) => reply.code(201).send(await createLabel(deps, request.viewer, request.body)),
  )

  api.patch(
    '/labels/:id',
    {
      schema: {
        tags,
        summary: 'Rename or recolour a label',
        params: ById,
        body: ChangeLabel,
        response: {
          200: LabelView,
          ...refusals('bad_request', 'unauthenticated', 'forbidden', 'not_found', 'name_taken'),
        },
      },
    },
    async (request) => changeLabel(deps, request.viewer, request.params.id, request.body),
  )

  api.delete(
    '/labels/:id',
    {
      schema: {
        tags,
        summary: 'Remove a label, from every conversation too',
        params: ById,
        response: { 204: Type.Null(), ...refusals('unauthenticated', 'forbidden', 'not_found') },
      },
    },
    async (request, reply) => {
      await removeLabel(deps, request.viewer, request.params.id)
      return reply.code(204).send(null)
    },
  )
}
