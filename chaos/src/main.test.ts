import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { type Finished, jsonLine, repeatCommand, table } from './report.ts'
import { scenarios } from './scenarios/index.ts'

const run = promisify(execFile)
const chaos = (...parameters: string[]) => run(process.execPath, [join(import.meta.dirname, 'main.ts'), ...parameters])

const finished: Finished = {
  name: 'ingest',
  seed: '7',
  ok: false,
  figures: { acknowledged: 10, lost: 1, restart_p50_ms: 700.5 },
  broken: ['nothing acknowledged is lost'],
  seconds: 3.4,
  repeat: repeatCommand('ingest', '7', { kills: 3, control_kills: 1 }),
}

describe('a report', () => {
  it('[C2] is one line of JSON with the name, the seed, whether it is ok, and the figures', () => {
    const line = jsonLine(finished)
    expect(line).not.toContain('\n')
    expect(JSON.parse(line)).toEqual({
      name: 'ingest',
      seed: '7',
      ok: false,
      acknowledged: 10,
      lost: 1,
      restart_p50_ms: 700.5,
      seconds: 3,
      broken: ['nothing acknowledged is lost'],
      repeat: 'npm run chaos -- --only ingest --seed 7 --kills 3 --control-kills 1',
    })
  })

  it('says for people what was broken and how to see it again', () => {
    expect(table([finished])).toContain('broken: nothing acknowledged is lost')
    expect(table([finished])).toContain(finished.repeat)
  })
})

describe('the command', () => {
  it('says what there is', async () => {
    const { stdout } = await chaos('--list')
    for (const { name, about } of scenarios) expect(stdout).toContain(`${name.padEnd(16)}${about}`)
    const { stdout: manual } = await chaos('--help')
    for (const { parameters } of scenarios) {
      for (const name of Object.keys(parameters)) expect(manual).toContain(`--${name.replaceAll('_', '-')} `)
    }
  })

  it.each([
    [['--only', 'nothing'], 'There is no scenario "nothing"'],
    [['--kills', 'many'], '--kills takes a whole number'],
    [['--frobnicate'], '--help says what there is'],
  ])('[C3] refuses %j with a sentence, and does nothing', async (parameters, sentence) => {
    await expect(chaos(...parameters)).rejects.toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining(sentence),
    })
  })
})

describe('the scenarios', () => {
  it('have names that are words, and a short form that is shorter', () => {
    for (const { name, parameters } of scenarios) {
      expect(name).toMatch(/^[a-z_]+$/)
      for (const { full, short } of Object.values(parameters)) expect(short).toBeLessThanOrEqual(full)
    }
  })
})
