import type { LabelColor } from '@switchboard/protocol'

/** Every colour in the order of the rainbow, grey first: its hue, and how strong it is. */
const hues: Readonly<Record<LabelColor, readonly [hue: number, chroma: number]>> = {
  gray: [264, 0.012],
  red: [25, 0.13],
  orange: [52, 0.12],
  amber: [85, 0.11],
  green: [150, 0.11],
  teal: [190, 0.09],
  blue: [255, 0.13],
  purple: [300, 0.13],
  pink: [350, 0.13],
}

export const labelColors = Object.keys(hues) as readonly LabelColor[]

/** A soft ground with words of the same hue on it: 4.5:1 in both schemes. */
export function chipStyle(color: LabelColor) {
  const [hue, chroma] = hues[color]
  return {
    background: `light-dark(oklch(0.945 ${chroma * 0.32} ${hue}), oklch(0.31 ${chroma * 0.5} ${hue}))`,
    color: `light-dark(oklch(0.4 ${chroma * 0.85} ${hue}), oklch(0.9 ${chroma * 0.5} ${hue}))`,
  }
}

export function dotStyle(color: LabelColor) {
  const [hue, chroma] = hues[color]
  return { background: `light-dark(oklch(0.6 ${chroma * 1.3} ${hue}), oklch(0.72 ${chroma} ${hue}))` }
}
