import { describe, expect, it } from 'vitest'
import { isQuiet } from './quiet-hours.ts'

const night = { from: '22:00', to: '07:00', time_zone: 'Europe/Berlin' }
const lunch = { from: '12:00', to: '13:30', time_zone: 'Asia/Kolkata' }

describe('quiet hours', () => {
  it.each([
    [night, '2026-01-15T20:59:00Z', false],
    [night, '2026-01-15T21:00:00Z', true],
    [night, '2026-01-15T23:30:00Z', true],
    [night, '2026-01-15T05:59:59Z', true],
    [night, '2026-01-15T06:00:00Z', false],
    [night, '2026-07-15T20:00:00Z', true], // by the clock on the wall, in summer too
    [night, '2026-07-15T05:00:00Z', false],
    [lunch, '2026-01-15T06:30:00Z', true],
    [lunch, '2026-01-15T08:00:00Z', false],
    [lunch, '2026-01-15T06:29:00Z', false],
    [{ ...night, from: '00:00', to: '00:00' }, '2026-01-15T12:00:00Z', false],
    [null, '2026-01-15T12:00:00Z', false],
  ])('[W7] %o: at %s it is quiet: %s', (hours, at, quiet) => {
    expect(isQuiet(hours, new Date(at))).toBe(quiet)
  })
})
