import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const here = import.meta.dirname

it('every rule of the specification is cited by a test, and every rule that is cited exists', () => {
  const spec = readFileSync(join(here, '../../../docs/spec/sandbox.md'), 'utf8')
  const tests = readdirSync(here).filter((name) => name.endsWith('.test.ts'))
  const cited = tests.flatMap((name) => rulesIn(readFileSync(join(here, name), 'utf8')))

  expect([...new Set(cited)].toSorted()).toEqual(rulesIn(spec).toSorted())
})

function rulesIn(text: string): string[] {
  return [...text.matchAll(/\[(X\d+)\]/g)].map(([, rule]) => rule!)
}
