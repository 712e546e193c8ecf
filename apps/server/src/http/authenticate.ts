import { AppError } from '@switchboard/protocol'
import type { FastifyRequest } from 'fastify'
import type { Pass, Viewer } from '../deps.ts'
import type { AccessTokens } from './access-tokens.ts'
import type { Api } from './routes.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks. Set in scopes that `authenticate` has been called on, and in no others. */
    viewer: Viewer
  }
}

interface Deps {
  accessTokens: AccessTokens
  /** The member as they are now; null once they may no longer act. */
  findViewer(pass: Pass): Promise<Viewer | null>
  now(): Date
}

/** How long a sign-out, a removal or a change of role may go unnoticed by requests. */
const rememberedMs = 5_000
const mostRemembered = 10_000

/** From here on every request of this scope carries a token of a member, or is refused with `unauthenticated`. */
export function authenticate(api: Api, deps: Deps): void {
  const recognise = rememberViewers(deps)
  api.decorateRequest('viewer', null as unknown as Viewer)
  api.addHook('onRequest', async (request) => {
    request.viewer = await recognise(bearerOf(request))
  })
}

/** Asks the database once per token and five seconds, however many requests come at once. */
function rememberViewers({ accessTokens, findViewer, now }: Deps) {
  const remembered = new Map<string, { viewer: Promise<Viewer>; until: number }>()

  async function look(token: string): Promise<Viewer> {
    const { pass } = await accessTokens.verify(token)
    const viewer = await findViewer(pass)
    if (!viewer) throw new AppError('unauthenticated', {})
    return viewer
  }

  return (token: string): Promise<Viewer> => {
    const time = now().getTime()
    const known = remembered.get(token)
    if (known && time < known.until) return known.viewer
    const viewer = look(token)
    remembered.delete(token)
    remembered.set(token, { viewer, until: time + rememberedMs })
    viewer.catch(() => remembered.delete(token)) // a refusal is not worth a place, nor is a database that was away
    if (remembered.size > mostRemembered) remembered.delete(remembered.keys().next().value!)
    return viewer
  }
}

function bearerOf({ headers }: FastifyRequest): string {
  const [, token] = /^bearer +(\S+)$/i.exec(headers.authorization ?? '') ?? []
  if (!token) throw new AppError('unauthenticated', {})
  return token
}
