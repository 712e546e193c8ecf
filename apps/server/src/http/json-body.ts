import { AppError } from '@switchboard/protocol'
import type { Api } from './routes.ts'

// A body of ours is flat; one that nests without end exhausts the stack of whoever walks it.
const mostNested = 2_000
// What a text in PostgreSQL cannot hold: NUL, and half of a surrogate pair.
const unstorable = /\\u(?:0000|d[89a-f])/i

/** JSON bodies. An empty one is an empty object, so that a route whose fields are all optional needs no body. */
export function parseJsonBodies(http: Api): void {
  http.removeContentTypeParser('text/plain')
  const parse = http.getDefaultJsonParser('error', 'error')
  http.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, text, done) => {
    if (text.length === 0) return done(null, {})
    try {
      void parse(request, mend(text), (error, body) => (error ? done(unreadable()) : done(null, body)))
    } catch {
      done(unreadable())
    }
  })
  http.addHook('preValidation', async (request) => {
    if (request.body === undefined && request.routeOptions.schema?.body !== undefined) request.body = {}
  })
}

function mend(text: string): string {
  if ((text.match(/[[{]/g)?.length ?? 0) > mostNested) throw unreadable()
  if (!unstorable.test(text)) return text
  const readable = (value: unknown) =>
    typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '\ufffd') : value
  return JSON.stringify(JSON.parse(text, (_key, value: unknown) => readable(value)))
}

function unreadable(): AppError {
  return new AppError('bad_request', { problems: [{ path: 'body', problem: 'is not JSON that can be read' }] })
}
