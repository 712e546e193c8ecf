import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify'
import type { Deps } from '../deps.ts'

/** Where routes are registered. What a scope trusts is decided by app.ts, not by the routes in it. */
export type Api = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

/** The routes of a slice or station: `await api.register(messageRoutes, { deps })`. */
export type Routes = (api: Api, options: { deps: Deps }) => Promise<void>
