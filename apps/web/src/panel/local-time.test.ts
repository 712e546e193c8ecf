import { describe, expect, it } from 'vitest'
import { zoneOfPhone } from './local-time.ts'

describe('[B131] the local time of a contact', () => {
  it.each([
    ['+447700900123', 'Europe/London'],
    ['+4915112345678', 'Europe/Berlin'],
    ['+971501234567', 'Asia/Dubai'],
    ['+353871234567', 'Europe/Dublin'],
  ])('is told by %s', (phone, timeZone) => {
    expect(zoneOfPhone(phone)?.timeZone).toBe(timeZone)
  })

  it.each([['+12025550143'], ['+61491570156'], ['+79161234567'], ['+34612345678'], ['447700900123'], ['+44'], [null]])(
    'is left out where %s does not tell it',
    (phone) => {
      expect(zoneOfPhone(phone)).toBeNull()
    },
  )

  it('knows no zone that this machine does not', () => {
    for (const digits of ['20', '27', '51', '63', '86', '98', '212', '254', '380', '852', '880', '962', '974']) {
      const zone = zoneOfPhone(`+${digits}12345678`)
      expect(() => new Intl.DateTimeFormat('en', { timeZone: zone!.timeZone })).not.toThrow()
    }
  })
})
