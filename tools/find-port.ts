import { createServer } from 'node:net'

/**
 * A port that nobody listens on, below those that the system hands out for outgoing connections: while a server is
 * down, somebody's outgoing connection could sit on its port, even one of its own clients'.
 */
export async function findPort(): Promise<number> {
  for (;;) {
    const port = 12_000 + Math.floor(Math.random() * 18_000)
    if (await isFree(port)) return port
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((settle) => {
    const probe = createServer()
    probe.once('error', () => settle(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => settle(true)))
  })
}
