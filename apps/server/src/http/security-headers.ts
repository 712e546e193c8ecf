import helmet from '@fastify/helmet'
import type { Api } from './routes.ts'

interface PageRules {
  isHttps: boolean
  /** Where emulated platforms keep their pictures, which is plain http on this machine; null while there are none. */
  sandboxOrigin(): string | null
}

/**
 * What browsers are told not to do. Scripts come from us alone; pictures and sound also from the platforms, whose
 * addresses are theirs to choose; the live stream goes to us.
 */
export async function setSecurityHeaders(http: Api, { isHttps, sandboxOrigin }: PageRules): Promise<void> {
  const emulated = () => sandboxOrigin() ?? "'self'"
  await http.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"], // positions and sizes that only the script knows
        imgSrc: ["'self'", 'data:', 'blob:', 'https:', emulated],
        mediaSrc: ["'self'", 'blob:', 'https:', emulated],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        workerSrc: ["'self'", 'blob:'],
        objectSrc: ["'none'"],
        baseUri: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: isHttps && { maxAge: 15_552_000 },
    crossOriginEmbedderPolicy: false, // pictures of the platforms do not ask for it
    referrerPolicy: { policy: 'no-referrer' },
  })
  http.addHook('onSend', (request, reply, _payload, done) => {
    // What one member may see is not for a cache that another one shares.
    if (request.url.startsWith('/api/') && !reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
    done()
  })
}
