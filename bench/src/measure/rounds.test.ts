import { expect, it } from 'vitest'
import { interleave } from './rounds.ts'

it('lets contestants take turns and keeps what each of them found', async () => {
  const turns: string[] = []
  const turn = (name: string) => async () => turns.push(name)
  const found = await interleave(2, { floor: turn('floor'), ours: turn('ours') })
  expect(turns).toEqual(['floor', 'ours', 'floor', 'ours'])
  expect(found).toEqual({ floor: [1, 3], ours: [2, 4] })
})
