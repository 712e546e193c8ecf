import { connect as connectTo, createServer, type Socket } from 'node:net'
import pg from 'pg'

/** A way to a database that a test can cut and mend, as a network would be. */
export interface CuttablePath extends AsyncDisposable {
  /** The database's address through it. */
  readonly url: string
  cut(): void
  mend(): void
}

export async function openCuttablePath(databaseUrl: string): Promise<CuttablePath> {
  const { host, port, user = '', password = '', database = '' } = new pg.Client({ connectionString: databaseUrl })
  const there = host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port }
  const open = new Set<Socket>()
  let isCut = false

  const server = createServer((near) => {
    if (isCut) return near.destroy()
    const far = connectTo(there)
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        open.delete(one)
        other.destroy()
      })
      one.pipe(other)
    }
  })
  const { promise: listening, resolve } = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', resolve)
  await listening

  const cut = () => {
    isCut = true
    for (const socket of open) socket.destroy()
  }
  const secret = password ? `:${encodeURIComponent(password)}` : ''
  const address = `127.0.0.1:${(server.address() as { port: number }).port}`
  return {
    url: `postgres://${encodeURIComponent(user)}${secret}@${address}/${database}`,
    cut,
    mend: () => {
      isCut = false
    },
    async [Symbol.asyncDispose]() {
      cut()
      server.close()
    },
  }
}
