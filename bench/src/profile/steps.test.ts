import { expect, it } from 'vitest'
import type { CpuProfile } from '../parts/inspector.ts'
import { timeByFunctions, timeBySteps } from './steps.ts'

const frame = (id: number, functionName: string, url: string, children: number[] = []) => ({
  id,
  callFrame: { functionName, url, lineNumber: 0 },
  children,
})

const profile: CpuProfile = {
  nodes: [
    frame(1, '(root)', '', [2, 4, 5]),
    frame(2, 'insert', 'file:///here/apps/server/src/ingest/journal.ts', [3]),
    frame(3, 'stringify', ''),
    frame(4, '(idle)', ''),
    frame(5, '(garbage collector)', ''),
  ],
  samples: [2, 3, 3, 4, 5, 2],
  timeDeltas: [0, 10, 20, 40, 400, 50],
}

it('charges a built-in to the step that called it, and nobody for waiting', () => {
  expect(timeBySteps(profile)).toEqual([
    { step: 'ingest: journal', us: 70 },
    { step: 'garbage collection', us: 50 },
  ])
})

it('names a built-in with its caller', () => {
  expect(timeByFunctions(profile, 1)).toEqual([{ place: 'stringify ← insert server/src/ingest/journal.ts', us: 60 }])
})
