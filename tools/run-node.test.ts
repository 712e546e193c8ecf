import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, it, onTestFinished } from 'vitest'

const runner = JSON.stringify(join(import.meta.dirname, 'run-node.mjs'))

/** A command that runs this script as ours do. Resolves when the script has said its process id. */
async function start(script: string, shell = false, env: NodeJS.ProcessEnv = {}) {
  const program = `import(${runner}).then(async (m) => process.exit(await m.runNode(process.execPath, ['-e', process.argv[1]])))`
  const environment = {
    ...process.env,
    npm_lifecycle_event: '',
    ...env,
    SCRIPT: script,
    PROGRAM: program,
    NODE: process.execPath,
  }
  // The last command of a shell may take its place; with another one after it, it cannot.
  const command = shell
    ? spawn('sh', ['-c', '"$NODE" -e "$PROGRAM" "$SCRIPT"; true'], {
        env: environment,
        stdio: ['ignore', 'pipe', 'inherit'],
      })
    : spawn(process.execPath, ['-e', program, script], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void command.kill('SIGKILL'))
  const lines = createInterface(command.stdout)[Symbol.asyncIterator]()
  return { command, next: async () => (await lines.next()).value }
}

async function status(command: ChildProcess): Promise<number | null> {
  if (command.exitCode === null) await once(command, 'exit')
  return command.exitCode
}

const serve = `process.on('SIGTERM', () => { console.log('closing'); process.exit(3) }); console.log('up'); setInterval(() => {}, 1000)`

describe('[S20] a command', () => {
  it('ends with the exit status of what it runs', async () => {
    const { command } = await start('process.exit(7)')

    expect(await status(command)).toBe(7)
  })

  it('passes a signal on, and waits for the end', async () => {
    const { command, next } = await start(serve)
    expect(await next()).toBe('up')

    command.kill('SIGTERM')

    expect(await next()).toBe('closing')
    expect(await status(command)).toBe(3)
  })

  it('ends when the shell that npm started it in is ended', async () => {
    const { command, next } = await start(serve, true, { npm_lifecycle_event: 'start' })
    expect(await next()).toBe('up')

    command.kill('SIGTERM')

    expect(await next()).toBe('closing')
  })
})
