import { AccountDetails, AccountHealth, ChangeAccount, CreateAccount, PageQuery, pageOf } from '@switchboard/protocol'
import { Type } from 'typebox'
import { refusals } from '../../http/refusals.ts'
import type { Routes } from '../../http/routes.ts'
import { changeAccount, removeAccount } from './change-account.ts'
import { connectAccount } from './connect-account.ts'
import { getAccount, pageAccounts, readAccountHealth } from './queries.ts'

const ById = Type.Object({ id: Type.String() })
const tags = ['accounts']

export const accountRoutes: Routes = async (api, { deps }) => {
  api.get(
    '/accounts',
    {
      schema: {
        tags,
        summary: 'List connected accounts, newest first',
        querystring: PageQuery,
        response: { 200: pageOf(AccountDetails), ...refusals('forbidden', 'bad_cursor') },
      },
    },
    async (request) => pageAccounts(deps.db.read, request.viewer, request.query),
  )

  api.post(
    '/accounts',
    {
      schema: {
        tags,
        summary: 'Connect an account',
        description: 'The credentials are encrypted and never read back. A removed account comes back as it was.',
        body: CreateAccount,
        response: { 201: AccountDetails, ...refusals('forbidden', 'account_exists') },
      },
    },
    async (request, reply) => reply.code(201).send(await connectAccount(deps, request.viewer, request.body)),
  )

  api.get(
    '/accounts/:id',
    {
      schema: {
        tags,
        summary: 'Read an account',
        params: ById,
        response: { 200: AccountDetails, ...refusals('forbidden', 'not_found') },
      },
    },
    async (request) => getAccount(deps.db.read, request.viewer, request.params.id),
  )

  api.get(
    '/accounts/:id/health',
    {
      schema: {
        tags,
        summary: 'Ask how an account is doing',
        params: ById,
        response: { 200: AccountHealth, ...refusals('forbidden', 'not_found') },
      },
    },
    async (request) => readAccountHealth(deps.db.read, request.viewer, request.params.id),
  )

  api.patch(
    '/accounts/:id',
    {
      schema: {
        tags,
        summary: 'Rename an account or give it new credentials',
        params: ById,
        body: ChangeAccount,
        response: { 200: AccountDetails, ...refusals('forbidden', 'not_found') },
      },
    },
    async (request) => changeAccount(deps, request.viewer, request.params.id, request.body),
  )

  api.delete(
    '/accounts/:id',
    {
      schema: {
        tags,
        summary: 'Remove an account',
        description: 'Its conversations are kept, unseen, until it is connected again.',
        params: ById,
        response: { 200: AccountDetails, ...refusals('forbidden', 'not_found') },
      },
    },
    async (request) => removeAccount(deps, request.viewer, request.params.id),
  )
}
