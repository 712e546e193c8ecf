import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import type { App } from './app.ts'

// A start throws away most of what it allocates. V8 is not to make room for that, because it would keep the room.
setFlagsFromString('--semi-space-growth-factor=1')
// What is imported below was compiled by an earlier start, where that could be kept.
enableCompileCache(join(import.meta.dirname, '../../../node_modules/.cache/switchboard'))
const { createApp } = await import('./app.ts')
const { readConfig } = await import('./config.ts')
const { StartError } = await import('./db/start-error.ts')

await start().catch(explainAndExit)
setFlagsFromString('--semi-space-growth-factor=2')

async function start() {
  const config = readConfig(process.env)
  const app = await createApp(config)
  const { logger } = app.deps
  const die = (err: unknown) => {
    logger.fatal({ err }, 'the server ends: a failure that nobody expected')
    process.exit(1)
  }
  process.on('unhandledRejection', die)
  process.on('uncaughtException', die)
  // Whoever ends a group of processes tells us directly and through the one that started us: the second time is no news.
  let isStopping = false
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (isStopping) return
      isStopping = true
      void stop(app).catch(die)
    })
  }

  try {
    await app.listen()
    announce(config.http.publicUrl, await app.setupLink())
  } catch (error) {
    await app.close()
    throw error
  }
}

/** For the person who started it, and nowhere else: a log is kept and shared, and the link makes its holder owner. */
function announce(address: string, setupLink: string | null) {
  const lines = [`Switchboard is running at ${address}`, ...(setupLink ? [`Set it up, once, here: ${setupLink}`] : [])]
  process.stdout.write(`\n${lines.map((line) => `  ${line}\n`).join('')}\n`)
}

async function stop(app: App) {
  setTimeout(() => process.exit(1), 30_000).unref() // somebody does not let go
  await app.close()
  process.exit(0)
}

function explainAndExit(error: unknown) {
  const { code, port } = error as { code?: string; port?: number }
  if (code === 'EADDRINUSE') tell(`Port ${port} is taken: stop what listens there, or set PORT to another one.`)
  else if (code === 'EADDRNOTAVAIL') tell('HOST is not an address of this machine: set it to one, or leave it out.')
  else if (code === 'EACCES' && port) tell(`Port ${port} is not allowed for this user: set PORT to one above 1023.`)
  else if (error instanceof StartError) tell(error.message)
  else process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  process.exit(1)
}

function tell(sentence: string) {
  process.stderr.write(`\n${sentence}\n\n`)
}
