import { Random } from '../random.ts'
import { type Colour, png } from './png.ts'

/** A photo of nothing: a sky, a sun and some hills, in colours drawn from the number. */
export function landscape(number: string): Buffer {
  const random = new Random(`landscape/${number}`)
  const hue = random.next()
  const sky = [colour(hue, 0.5, 0.85), colour(hue + 0.12, 0.65, 0.7)] as const
  const sun = { x: 0.2 + random.next() * 0.6, y: 0.2 + random.next() * 0.25, radius: 0.08 + random.next() * 0.06 }
  const hills = [0.55, 0.7, 0.84].map((base, index) => ({
    base,
    wave: 0.04 + random.next() * 0.06,
    pace: 3 + random.next() * 5,
    phase: random.next() * 6,
    colour: colour(hue + 0.45, 0.35, 0.45 - index * 0.1),
  }))
  return png(320, 240, (x, y) => {
    const hill = hills.findLast(({ base, wave, pace, phase }) => y > base + wave * Math.sin(x * pace + phase))
    if (hill) return hill.colour
    const isSun = Math.hypot((x - sun.x) * 1.33, y - sun.y) < sun.radius
    return isSun ? [255, 244, 214] : mix(sky[0], sky[1], y)
  })
}

/** A person without a face: head and shoulders before a gradient. */
export function portrait(number: string): Buffer {
  const random = new Random(`portrait/${number}`)
  const hue = random.next()
  const from = colour(hue, 0.55, 0.62)
  const to = colour(hue + 0.15, 0.6, 0.45)
  const figure = colour(hue + 0.05, 0.4, 0.9)
  return png(96, 96, (x, y) => {
    const isHead = Math.hypot(x - 0.5, y - 0.4) < 0.19
    const isShoulders = Math.hypot((x - 0.5) / 0.36, (y - 1.02) / 0.36) < 1
    return isHead || isShoulders ? figure : mix(from, to, (x + y) / 2)
  })
}

export function mix(from: Colour, to: Colour, share: number): Colour {
  return [0, 1, 2].map((part) => from[part]! + (to[part]! - from[part]!) * share) as unknown as Colour
}

/** Hue (any number, whole turns are the same), saturation and lightness from 0 to 1. */
export function colour(hue: number, saturation: number, lightness: number): Colour {
  const strength = saturation * Math.min(lightness, 1 - lightness)
  const part = (offset: number) => {
    const place = (offset + hue * 12) % 12
    return 255 * (lightness - strength * Math.max(-1, Math.min(place - 3, 9 - place, 1)))
  }
  return [part(0), part(8), part(4)]
}
