import { expect, it } from 'vitest'
import { isQuiet } from './quiet-hours.ts'

const night = { from: '22:00', to: '07:00', time_zone: 'Europe/Berlin' }
const at = (time: string) => new Date(`2026-01-15T${time}:00Z`) // Berlin is an hour ahead

it('[B171] is quiet over midnight, by the clocks of the time zone', () => {
  const quiet = ['20:59', '21:00', '23:30', '05:59', '06:00', '12:00'].map((time) => isQuiet(night, at(time)))
  expect(quiet).toEqual([false, true, true, true, false, false])
})

it('[B171] is quiet within a day, never without hours, and never in a time zone that nobody knows', () => {
  const lunch = { from: '12:00', to: '13:00', time_zone: 'UTC' }
  expect([at('11:59'), at('12:30'), at('13:00')].map((time) => isQuiet(lunch, time))).toEqual([false, true, false])
  expect(isQuiet(null, at('23:00'))).toBe(false)
  expect(isQuiet({ ...lunch, to: '12:00' }, at('12:00'))).toBe(false)
  expect(isQuiet({ ...lunch, time_zone: 'Nowhere/Else' }, at('12:30'))).toBe(false)
})
