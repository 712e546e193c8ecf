import { expect, it } from 'vitest'
import { rangesOf } from './highlighted.tsx'

it('[B50] marks the words of a search in a name, its operators not among them', () => {
  expect(rangesOf('Maya Okafor', 'oka')).toEqual([[5, 8]])
  expect(rangesOf('Maya Okafor', 'okafor MAYA in:whatsapp')).toEqual([
    [0, 4],
    [5, 11],
  ])
  expect(rangesOf('Whatsapp Fan', 'in:whatsapp')).toEqual([])
  expect(rangesOf('نور', 'نو')).toEqual([[0, 2]])
})
