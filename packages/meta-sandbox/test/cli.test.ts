import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { commands } from '../src/cli/commands.ts'
import { runCli } from '../src/cli/run-cli.ts'
import type { Sandbox } from '../src/index.ts'
import { start, startedAt } from './start.ts'

interface Typed {
  status: number
  output: string
}

async function type(words: readonly string[], env: Record<string, string> = {}): Promise<Typed> {
  const lines: string[] = []
  const status = await runCli(words, { env, print: (text) => lines.push(text) })
  return { status, output: lines.join('\n') }
}

function at(sandbox: Sandbox): Record<string, string> {
  return { SANDBOX_URL: sandbox.url }
}

describe('the sandbox command', () => {
  it('[X37] sends as a customer and says what became of it', async () => {
    await using stage = await start({ people: true })
    const env = at(stage.sandbox)

    const said = await type(['send', '--platform', 'whatsapp', '--as', 'ada', 'Is it', 'there?'], env)
    const shown = await type(
      ['send', '--platform', 'instagram', '--as', 'lucia', '--kind', 'image', 'Look', '--json'],
      env,
    )
    const located = await type(
      ['send', '--platform', 'whatsapp', '--as', 'ada', '--kind', 'location', '--latitude', '51.5', '--longitude=-0.1'],
      env,
    )

    expect(said).toEqual({ status: 0, output: expect.stringMatching(/^acknowledged wamid\.\S+$/) })
    expect(shown.status).toBe(0)
    expect(JSON.parse(shown.output)).toMatchObject({
      outcome: 'acknowledged',
      ids: [expect.any(String), expect.any(String)],
    })
    expect(located.status).toBe(0)
    expect(stage.receiver.texts).toEqual(['Look', 'Is it there?'])
    expect(stage.receiver.values[1]!.messages[0]!.location).toEqual({ latitude: 51.5, longitude: -0.1 })
  })

  it('[X37] fails when the message was not acknowledged', async () => {
    await using stage = await start({ people: true, webhook: {} })
    const send = ['send', '--platform', 'whatsapp', '--as', 'ada', 'hi']

    const lost = await type(send, at(stage.sandbox))
    stage.sandbox.setWebhooks(stage.receiver.webhooks)
    stage.receiver.behaviour = () => 503
    const unheard = await type([...send, '--no-wait'], at(stage.sandbox))

    expect(lost).toMatchObject({ status: 1, output: expect.stringContaining('unsubscribed') })
    expect(unheard).toMatchObject({ status: 0, output: expect.stringContaining('pending') })
  })

  it('[X37] has a command for everything that the control API does', async () => {
    await using stage = await start({ people: true })
    const { sandbox, receiver } = stage
    const env = at(sandbox)

    expect(await type(['list'], env)).toMatchObject({ status: 0, output: expect.stringMatching(/whatsapp +ada/) })
    expect(await type(['add', '--platform', 'messenger', '--as', 'zoe'], env)).toMatchObject({ status: 0 })
    const echo = await type(['echo', '--platform', 'messenger', '--to', 'zoe', 'Welcome', '--json'], env)
    const [id] = JSON.parse(echo.output).ids
    const receipt = ['receipt', '--platform', 'messenger', '--as', 'zoe', '--id', id, '--status', 'read']
    expect(await type(receipt, env)).toMatchObject({ status: 0 })
    expect(await type(['burst', '--count', '20'], env)).toMatchObject({
      status: 0,
      output: expect.stringMatching(/^acknowledged .* and 17 more$/),
    })
    expect(receiver.received).toHaveLength(22)
    expect(await type(['deliveries', '--limit', '3'], env)).toMatchObject({
      status: 0,
      output: expect.stringMatching(/^d-22 .*acknowledged.*\n.*\n.*$/),
    })
    expect(await type(['replay', 'd-1'], env)).toMatchObject({ status: 0 })
    expect(await type(['faults', '--duplicates', '0.1', '--delay-ms', '5'], env)).toMatchObject({
      output: expect.stringMatching(/duplicates +0\.1/),
    })
    expect(await type(['faults', '--none'], env)).toMatchObject({ output: expect.stringMatching(/duplicates +0$/m) })
    expect(await type(['faults'], env)).toMatchObject({ output: expect.stringMatching(/delay_ms +0$/m) })
    expect(await type(['script', 'start', '--no-backlog'], env)).toMatchObject({
      output: 'The script is running, speed 1.',
    })
    expect(await type(['script', 'speed', '--speed', '4'], env)).toMatchObject({
      output: 'The script is running, speed 4.',
    })
    expect(await type(['script', 'stop'], env)).toMatchObject({ output: 'The script is stopped, speed 4.' })
    expect(await type(['advance', '25h'], env)).toMatchObject({
      output: `It is now ${new Date(startedAt + 25 * 3_600_000).toISOString()}.`,
    })
    expect(await type(['reset'], env)).toMatchObject({ status: 0 })
    expect(sandbox.findCustomer('messenger', 'zoe')).toBeUndefined()
  })

  it('[X37] finds the sandbox that a server has written down, with its token', async () => {
    await using stage = await start({ people: true, controlToken: 'let-me-in' })
    const dataDir = await mkdtemp(join(tmpdir(), 'sandbox-cli-'))
    try {
      const env = { DATA_DIR: dataDir }
      const before = await type(['list'], env)
      await writeFile(join(dataDir, 'sandbox.json'), JSON.stringify({ url: stage.sandbox.url, token: 'let-me-in' }))
      const after = await type(['list'], env)
      const withoutToken = await type(['list', '--url', stage.sandbox.url], env)
      const withToken = await type(['list', '--url', `${stage.sandbox.url}/`, '--token', 'let-me-in'], env)
      await writeFile(join(dataDir, 'sandbox.json'), '{')
      const broken = await type(['list'], env)

      expect(before).toMatchObject({ status: 1, output: expect.stringContaining('No sandbox is running here') })
      expect(after.status).toBe(0)
      expect(withoutToken).toMatchObject({ status: 1, output: 'The control token is missing or wrong.' })
      expect(withToken.status).toBe(0)
      expect(broken).toMatchObject({ status: 1, output: expect.stringContaining('does not hold the address') })
    } finally {
      await rm(dataDir, { recursive: true })
    }
  })

  it('[X37] says what is wrong in a sentence, and in JSON when asked', async () => {
    await using stage = await start({ people: true })
    const env = at(stage.sandbox)

    const mistakes: [string[], RegExp][] = [
      [['dance'], /no command "dance"/],
      [['send', '--as', 'ada', 'hi'], /Say --platform/],
      [['send', '--platform', 'whatsapp', '--as', 'nobody', 'hi'], /Nobody on whatsapp is called "nobody"/],
      [['send', '--platform', 'whatsapp', '--as', 'ada', '--kind', 'dance'], /no kind "dance"/],
      [['send', '--platform', 'whatsapp', '--as', 'ada', '--kind', 'album', '--count', 'x'], /--count takes a number/],
      [['send', '--wrong'], /--wrong/],
      [['faults', '--duplicates', '7'], /from 0 to 1/],
      [['replay'], /Say which delivery/],
      [['advance', 'soon'], /not a time/],
      [['script', 'dance'], /script start/],
      [['list', '--url', 'http://127.0.0.1:1'], /No sandbox answers/],
      [['list', '--url', 'nonsense'], /No sandbox answers/],
      [['list', '--url', stage.receiver.url], /not a sandbox|403/],
    ]
    for (const [words, message] of mistakes) {
      expect(await type(words, env)).toMatchObject({ status: 1, output: expect.stringMatching(message) })
    }
    const inJson = await type(['dance', '--json'], env)
    expect(JSON.parse(inJson.output)).toEqual({ error: { message: expect.stringContaining('dance') } })
  })

  it('[X37] helps, with two examples for every command', async () => {
    const overview = await type([])
    const asked = await type(['--help'])

    expect(overview.status).toBe(2)
    expect(asked).toEqual({ status: 0, output: overview.output })
    for (const [name, { summary }] of Object.entries(commands)) {
      const help = await type([name, '--help'])
      expect(help.status).toBe(0)
      expect(help.output).toContain(summary)
      expect(help.output.split(`npm run sandbox -- ${name}`).length).toBeGreaterThanOrEqual(3)
      expect(overview.output).toContain(summary)
    }
  })

  it('[X37] is a program with an exit status', async () => {
    await using stage = await start({ people: true })
    const cli = join(import.meta.dirname, '../src/cli.ts')
    const run = (...words: string[]) =>
      promisify(execFile)(process.execPath, [cli, ...words], { env: { ...process.env, ...at(stage.sandbox) } })

    const { stdout } = await run('send', '--platform', 'whatsapp', '--as', 'ada', 'hi')
    const failure = await run('send').catch((error: { code: number }) => error.code)

    expect(stdout).toMatch(/^acknowledged wamid/)
    expect(failure).toBe(1)
    expect(stage.receiver.texts).toEqual(['hi'])
  })
})
