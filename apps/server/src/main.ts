import { createApp } from './app.ts'
import { readConfig } from './config.ts'
import { StartError } from './db/start-error.ts'

await start().catch(explainAndExit)

async function start() {
  const config = readConfig(process.env)
  const app = await createApp(config)
  const { logger } = app.deps
  process.on('unhandledRejection', die)
  process.on('uncaughtException', die)
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop())

  await app.listen().catch(async (error: unknown) => {
    await app.close()
    throw error
  })
  const link = await app.setupLink()
  // For the person who started it, and only there: a log is kept and shared, and the link makes whoever has it owner.
  process.stdout.write(
    `\n  Switchboard is running at ${config.http.publicUrl}\n${link ? `  Set it up once, here: ${link}\n` : ''}\n`,
  )

  async function stop() {
    setTimeout(() => process.exit(1), 30_000).unref() // somebody does not let go
    await app.close()
    process.exit(0)
  }

  function die(err: unknown) {
    logger.fatal({ err }, 'the server ends: a failure that nobody expected')
    process.exit(1)
  }
}

function explainAndExit(error: unknown) {
  const { code, port } = error as { code?: string; port?: number }
  if (code === 'EADDRINUSE') tell(`Port ${port} is taken: stop what listens there, or set PORT to another one.`)
  else if (code === 'EACCES' && port) tell(`Port ${port} is not allowed for this user: set PORT to one above 1023.`)
  else if (error instanceof StartError) tell(error.message)
  else process.stderr.write(`${(error as Error)?.stack ?? error}\n`)
  process.exit(1)
}

function tell(sentence: string) {
  process.stderr.write(`\n${sentence}\n\n`)
}
