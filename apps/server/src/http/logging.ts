import type { FastifyBaseLogger, FastifyServerOptions } from 'fastify'
import { type Bindings, type ChildLoggerOptions, type Level, type LogFn, type Logger, stdSerializers } from 'pino'
import type { Config } from '../config.ts'
import type { Api } from './routes.ts'

export interface LogStream {
  write(line: string): void
}

const hidden = [
  'authorization',
  'cookie',
  'set-cookie',
  'token',
  'ticket',
  'password',
  'credentials',
  'access_token',
  'secret',
]

/**
 * JSON lines. No bodies and no addresses with a query in them, ever; what carries a secret by name is blanked
 * wherever it stands, in case somebody logs an object that has it.
 */
export function loggerOptions(
  level: Config['logLevel'],
  stream: LogStream,
): NonNullable<FastifyServerOptions['logger']> {
  return {
    level,
    stream,
    redact: { paths: hidden.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]), censor: '[hidden]' },
    serializers: { err: describeError },
  }
}

/** Each request at `debug`: its route, never its address. */
export function logRequests(http: Api): void {
  http.setChildLoggerFactory((logger, bindings, options) => requestLog(logger as Logger, bindings, options))
  if (!(http.log as Logger).isLevelEnabled('debug')) return
  http.addHook('onResponse', (request, reply, done) => {
    const { method, routeOptions } = request
    const ms = Math.round(reply.elapsedTime)
    request.log.debug({ method, route: routeOptions.url ?? 'none', status: reply.statusCode, ms }, 'request')
    done()
  })
}

/** The log of one request, whose lines carry its id. Few requests have a line, and only those pay for a logger. */
function requestLog(parent: Logger, bindings: Bindings, options: ChildLoggerOptions | undefined): FastifyBaseLogger {
  let own: Logger | null = null
  const logger = () => {
    own ??= parent.child(bindings, options)
    return own
  }
  const line = (level: Level): LogFn => {
    return (...line: unknown[]) => {
      if (parent.isLevelEnabled(level)) logger()[level](...(line as [string]))
    }
  }
  return {
    level: parent.level,
    child: (more, moreOptions) => logger().child(more, moreOptions),
    fatal: line('fatal'),
    error: line('error'),
    warn: line('warn'),
    info: line('info'),
    debug: line('debug'),
    trace: line('trace'),
    silent() {},
  }
}

// What the database says of a row that it refuses holds the row. The message and the code say enough.
function describeError(error: Error & { code?: string; constraint?: string }) {
  if (!(error instanceof Error)) return { type: typeof error, message: '', stack: '' }
  const { type, message, stack } = stdSerializers.err(error)
  return { type, message, stack, code: error.code, constraint: error.constraint }
}
