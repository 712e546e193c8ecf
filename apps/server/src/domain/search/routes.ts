import { SearchAnswer, SearchQuery } from '@switchboard/protocol'
import { refusals } from '../../http/refusals.ts'
import type { Routes } from '../../http/routes.ts'
import { search } from './search.ts'

export const searchRoutes: Routes = async (api, { deps }) => {
  api.get(
    '/search',
    {
      schema: {
        tags: ['search'],
        summary: 'Find people and messages, newest first',
        querystring: SearchQuery,
        response: { 200: SearchAnswer, ...refusals('bad_request', 'bad_cursor', 'unauthenticated') },
      },
    },
    async (request) => search(deps, request.viewer, request.query),
  )
}
