import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'

const main = new URL('main.ts', import.meta.url).pathname
const run = (...parameters: string[]) => spawnSync(process.execPath, [main, ...parameters], { encoding: 'utf8' })

it('refuses what it does not know and says what there is', () => {
  const { status, stdout, stderr } = run('--only', 'nothing')
  expect(status).toBe(2)
  expect(stdout).toBe('')
  expect(stderr).toContain('There is no benchmark "nothing"')
  expect(stderr).toContain('ingest_single')
  expect(run('--seconds', 'none').status).toBe(2)
})
