import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

type Colour = readonly [lightness: number, chroma: number, hue: number]

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8')

/** Every look: the normal or the stronger contrast, light or dark, as the browser would read it. */
const looks = (['normal', 'more'] as const).flatMap((contrast) =>
  (['light', 'dark'] as const).map((scheme) => ({
    name: `${scheme}, ${contrast} contrast`,
    colours: read(contrast, scheme),
  })),
)

const grounds = ['canvas', 'surface', 'raised', 'sunken', 'hover', 'selected']
const texts: [text: string, grounds: string[]][] = [
  ['text', [...grounds, 'bubble-in', 'bubble-out', 'note', 'accent-soft']],
  ['muted', [...grounds, 'bubble-in', 'bubble-out', 'note']],
  ['accent-text', ['canvas', 'surface', 'raised', 'sunken', 'hover', 'selected', 'accent-soft', 'bubble-out']],
  ['good', ['surface', 'raised', 'good-soft']],
  ['warn', ['surface', 'raised', 'warn-soft']],
  ['bad', ['surface', 'raised', 'hover', 'bad-soft', 'bubble-out']],
  ['on-accent', ['accent', 'accent-hover', 'danger', 'danger-hover']],
]
const edges: [edge: string, grounds: string[]][] = [
  ['line-strong', ['canvas', 'surface', 'raised', 'sunken']],
  ['focus', grounds],
  ['accent', ['canvas', 'surface', 'raised']],
]

describe.each(looks)('in $name', ({ colours }) => {
  it.each(texts)('[B20] %s can be read wherever it stands', (text, on) => {
    expect(weak(colours, text, on, 4.5)).toEqual([])
  })
  it.each(edges)('[B20] %s can be told from what it lies on', (edge, on) => {
    expect(weak(colours, edge, on, 3)).toEqual([])
  })
  it.each(['whatsapp', 'messenger', 'instagram', 'direct'])('[B20] the mark of %s can be read', (platform) => {
    expect(weak(colours, 'on-platform', [platform], 4.5)).toEqual([])
  })
})

function weak(colours: Map<string, Colour>, front: string, on: string[], least: number): string[] {
  return on
    .map((ground) => ({ ground, ratio: contrast(colours.get(front)!, colours.get(ground)!) }))
    .filter(({ ratio }) => ratio < least)
    .map(({ ground, ratio }) => `${front} on ${ground}: ${ratio.toFixed(2)}`)
}

function read(contrast: 'normal' | 'more', scheme: 'light' | 'dark'): Map<string, Colour> {
  const blocks = [...css.matchAll(/:root(\[[^\]]+\])?\s*\{([^}]*)\}/g)]
  const counts = (selector: string | undefined) =>
    selector === undefined || (contrast === 'more' && selector === '[data-contrast="more"]')
  const colours = new Map<string, Colour>()
  for (const [, , body = ''] of blocks.filter(([, one]) => counts(one))) {
    for (const [, name = '', value = ''] of body.matchAll(/--([\w-]+):\s*([^;]+);/g)) {
      const found = [...value.matchAll(/oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)/g)]
      const [, l, c, h] = found[scheme === 'light' ? 0 : found.length - 1] ?? []
      if (l && !value.includes('/')) colours.set(name, [Number(l), Number(c), Number(h)])
    }
  }
  return colours
}

/** As WCAG computes it. */
function contrast(a: Colour, b: Colour): number {
  const [high, low] = [luminance(a), luminance(b)].toSorted((x, y) => y - x) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

/** From OKLCH by way of OKLab to linear sRGB; what lies beyond its gamut is cut off, as a screen does. */
function luminance([lightness, chroma, hue]: Colour): number {
  const [a, b] = [chroma * Math.cos((hue * Math.PI) / 180), chroma * Math.sin((hue * Math.PI) / 180)]
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  const red = cut(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s)
  const green = cut(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s)
  const blue = cut(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s)
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

const cut = (value: number) => Math.min(1, Math.max(0, value))
