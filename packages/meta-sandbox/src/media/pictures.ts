import { Random } from '../random.ts'
import { type Colour, png } from './png.ts'

const shades = 200
const photo = { width: 320, height: 240 }
const portraitSize = 96

/** A photo of nothing: a sky, a sun and some hills, in colours drawn from the number. */
export function landscape(number: string): Buffer {
  const { width, height } = photo
  const random = new Random(`landscape/${number}`)
  const hue = random.next()
  const sky = gradient(colour(hue, 0.5, 0.85), colour(hue + 0.12, 0.65, 0.7))
  const hills = [0.45, 0.35, 0.25].map((lightness) => colour(hue + 0.45, 0.35, lightness))
  const ridges = [0.55, 0.7, 0.84].map((base) => ridge(random, base))
  const sun = { x: random.between(60, 260), y: random.between(50, 100), radius: random.between(18, 34) }
  return png(width, height, [...sky, ...hills, [255, 244, 214]], (column, row) => {
    const hill = ridges.findLastIndex((heights) => row > heights[column]!)
    if (hill >= 0) return shades + hill
    const isSun = (column - sun.x) ** 2 + (row - sun.y) ** 2 < sun.radius ** 2
    return isSun ? shades + hills.length : Math.floor((row / height) * shades)
  })
}

/** The row at which a hill begins, for each column. */
function ridge(random: Random, base: number): number[] {
  const wave = 0.04 + random.next() * 0.06
  const pace = 3 + random.next() * 5
  const phase = random.next() * 6
  const { width, height } = photo
  return Array.from(
    { length: width },
    (_, column) => height * (base + wave * Math.sin((column / width) * pace + phase)),
  )
}

/** A person without a face: head and shoulders before a gradient. */
export function portrait(number: string): Buffer {
  const random = new Random(`portrait/${number}`)
  const hue = random.next()
  const backdrop = gradient(colour(hue, 0.55, 0.62), colour(hue + 0.15, 0.6, 0.45))
  return png(portraitSize, portraitSize, [...backdrop, colour(hue + 0.05, 0.4, 0.9)], (column, row) => {
    const x = column / portraitSize - 0.5
    const y = row / portraitSize
    const isHead = x ** 2 + (y - 0.4) ** 2 < 0.19 ** 2
    const isShoulders = x ** 2 + (y - 1.02) ** 2 < 0.36 ** 2
    return isHead || isShoulders ? shades : Math.floor(((x + 0.5 + y) / 2) * shades)
  })
}

function gradient(from: Colour, to: Colour): Colour[] {
  return Array.from({ length: shades }, (_, shade) => mix(from, to, shade / shades))
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
