import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import { AppError } from '@switchboard/protocol'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Api } from './routes.ts'

export const webAppDir = fileURLToPath(new URL('../../../web/dist', import.meta.url))

/**
 * The web app at `/`. Its screens have addresses of their own that only the app knows, so whatever a browser opens and
 * nothing else answers gets the app; what a program asks for gets `not_found`.
 */
export async function serveWebApp(http: Api, dir = webAppDir): Promise<void> {
  const hide = { schema: { hide: true } }
  if (!existsSync(`${dir}/index.html`)) {
    http.get('/', hide, async (_request, reply) => reply.type('text/html; charset=utf-8').send(withoutApp))
    return
  }
  await http.register(fastifyStatic, {
    root: dir,
    wildcard: false,
    decorateReply: true,
    preCompressed: true, // the build has put them there
    setHeaders(reply, path) {
      // Built files carry a hash of their content in their name; the page that names them must be asked for again.
      const isHashed = path.startsWith(`${dir}/assets/`)
      reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
  http.get('/*', hide, async (request, reply) => answerScreen(request, reply))
}

function answerScreen(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const isScreen = request.headers.accept?.includes('text/html') && !/^\/(api|webhooks)\//.test(request.url)
  if (!isScreen) throw new AppError('not_found', {})
  return reply.sendFile('index.html')
}

const withoutApp = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Switchboard</title><meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body style="font: 16px/1.5 system-ui; max-width: 40rem; margin: 4rem auto; padding: 0 1rem">
<h1>Switchboard is running</h1>
<p>The web app has not been built. Build it with <code>npm start</code>, or use the API: <a href="/api/docs">try it</a>, <a href="/api/redoc">read about it</a>.</p>
</body>
</html>
`
