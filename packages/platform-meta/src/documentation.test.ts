import { readFileSync } from 'node:fs'
import type { Fact } from '@switchboard/platform-kit'
import { loadCases } from '@switchboard/platform-kit/testing'
import { describe, expect, it } from 'vitest'
import { metaPlatforms } from './index.ts'

const page = (name: string) => readFileSync(new URL(`../../../docs/platforms/${name}.md`, import.meta.url), 'utf8')

/** The words of ours that a reader may meet in an item: each has to be explained somewhere. */
function wordsIn(fact: Fact): string[] {
  if (fact.kind === 'ignored') return [fact.reason]
  if (fact.kind === 'unrecognised') return [fact.reason.replace(/:.*/, ':<')]
  if (fact.kind === 'account') return [fact.event]
  return fact.kind === 'message' ? Object.keys(fact.payload ?? {}) : []
}

describe('docs/platforms', () => {
  it.each([...metaPlatforms.keys()])(
    'explains every reason, account fact and payload field of %s [P5] [P11] [P21]',
    (platform) => {
      const text = page(platform) + page('README')
      const cases = loadCases(new URL(`./${platform}/payloads/`, import.meta.url))
      const words = new Set(cases.flatMap(({ expected }) => expected.flatMap(({ fact }) => wordsIn(fact))))
      expect(words.size).toBeGreaterThan(10)
      expect([...words].filter((word) => !text.includes(`\`${word}`))).toEqual([])
    },
  )
})
