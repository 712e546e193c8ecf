import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { gathered } from './gathered.ts'

/** Answers with the double, when it is told to. */
function slowDoubles() {
  const open: (() => void)[] = []
  const asked: (readonly number[])[] = []
  const answerAll = async (questions: readonly number[]) => {
    asked.push([...questions])
    await new Promise<void>((resolve) => open.push(resolve))
    return questions.map((question) => question * 2)
  }
  return { answerAll, asked, answerNext: () => open.shift()?.() }
}

describe('gathered questions', () => {
  it('are asked at once while there is room, and together while there is none', async () => {
    const { answerAll, asked, answerNext } = slowDoubles()
    const ask = gathered(answerAll, { atOnce: 2, most: 3 })
    const answers = [1, 2, 3, 4, 5, 6].map((question) => ask(question))
    expect(asked).toEqual([[1], [2]])
    answerNext()
    await answers[0]
    await vi.waitFor(() => expect(asked).toEqual([[1], [2], [3, 4, 5]]))
    for (let i = 0; i < 3; i++) {
      answerNext()
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(await Promise.all(answers)).toEqual([2, 4, 6, 8, 10, 12])
  })

  it('rest before those that had to wait are asked, so that more of them come together', async () => {
    const { answerAll, asked, answerNext } = slowDoubles()
    const rests: (() => void)[] = []
    const rest = () => new Promise<void>((resolve) => rests.push(resolve))
    const ask = gathered(answerAll, { atOnce: 1, rest })
    const answers = [ask(1), ask(2)]
    answerNext()
    await vi.waitFor(() => expect(rests).toHaveLength(1))
    answers.push(ask(3))
    expect(asked).toEqual([[1]])

    rests[0]!()
    await vi.waitFor(() => expect(asked).toEqual([[1], [2, 3]]))
    answerNext()
    expect(await Promise.all(answers)).toEqual([2, 4, 6])

    answers.push(ask(4)) // nobody waits any more
    expect(asked).toEqual([[1], [2, 3], [4]])
    answerNext()
    expect(await answers[3]).toBe(8)
    expect(rests).toHaveLength(1)
  })

  it('are never answered with what was found before they were asked', async () => {
    let truth = 0
    const ask = gathered(async (questions: readonly string[]) => {
      const found = truth
      await new Promise((resolve) => setImmediate(resolve))
      return questions.map(() => found)
    })
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 40 }), async (pauses) => {
        const answers: Promise<boolean>[] = []
        for (const pause of pauses) {
          truth++
          const asOf = truth
          answers.push(ask('?').then((answer) => answer >= asOf))
          if (pause) await new Promise((resolve) => setImmediate(resolve))
        }
        expect(await Promise.all(answers)).not.toContain(false)
      }),
    )
  })

  it('fail together with their query, and not with the next one', async () => {
    const answerAll = vi
      .fn<(questions: readonly number[]) => Promise<number[]>>()
      .mockRejectedValueOnce(new Error('the database is away'))
      .mockImplementation(async (questions) => [...questions])
    const ask = gathered(answerAll, { atOnce: 1 })
    const [first, second] = [ask(1), ask(2)]
    await expect(first).rejects.toThrow('the database is away')
    expect(await second).toBe(2)
    expect(await ask(3)).toBe(3)
  })
})
