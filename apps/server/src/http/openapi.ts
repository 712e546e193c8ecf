import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { ErrorCode } from '@switchboard/protocol'
import { nameSchemas } from './name-schemas.ts'
import { refusals } from './refusals.ts'
import type { Api } from './routes.ts'

const description = `Sign in with \`POST /api/auth/sign-in/email\`, get a token for a workspace with \`POST /api/v1/token\`,
and send it as \`Authorization: Bearer …\`. Every error is \`{code, message, details, request_id}\`. Lists are pages,
newest first: ask for the next one with the \`next_cursor\` of the last.`

/** The document at `/api/schema`, made from the routes that are registered after this, and two ways to read it. */
export async function describeRoutes(http: Api): Promise<void> {
  await http.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Switchboard', version: '1', description },
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'Of `POST /api/v1/token`.' },
          session: { type: 'http', scheme: 'bearer', description: 'Of a sign-in. Browsers send a cookie instead.' },
        },
      },
    },
  })
  let document: string | undefined
  http.get('/api/schema', { schema: { hide: true } }, async (_request, reply) => {
    document ??= JSON.stringify(nameSchemas(http.swagger()))
    return reply.type('application/json; charset=utf-8').send(document)
  })
  await http.register(swaggerUi, {
    routePrefix: '/api/docs',
    uiConfig: { url: '/api/schema', persistAuthorization: true, displayRequestDuration: true },
  })
  await http.register(redoc, { prefix: '/api/redoc' })
}

/** What all routes of a scope have in common: who may call them, and how they refuse. */
export function describeScope(api: Api, security: 'token' | 'session' | null, ...codes: ErrorCode[]): void {
  api.addHook('onRoute', (route) => {
    if (route.schema === undefined || route.schema.hide) return
    const response = route.schema.response as Record<number, unknown> | undefined
    route.schema = {
      ...route.schema,
      ...(security && { security: [{ [security]: [] }] }),
      response: { ...refusals(...codes), ...response },
    }
  })
}

const bundle = fileURLToPath(import.meta.resolve('redoc/bundles/redoc.standalone.js'))
const page = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Switchboard API</title><meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body style="margin: 0"><redoc spec-url="/api/schema"></redoc><script src="/api/redoc/redoc.standalone.js"></script></body>
</html>
`
// The reader draws a logo from its maker's server; nothing here calls anybody.
const contentSecurityPolicy =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; worker-src 'self' blob:; frame-ancestors 'none'"

async function redoc(http: Api): Promise<void> {
  await http.register(fastifyStatic, { root: dirname(bundle), serve: false })
  const hide = { schema: { hide: true } }
  http.get('/', hide, async (_request, reply) =>
    reply.header('content-security-policy', contentSecurityPolicy).type('text/html; charset=utf-8').send(page),
  )
  http.get('/redoc.standalone.js', hide, async (_request, reply) => reply.sendFile('redoc.standalone.js'))
}
