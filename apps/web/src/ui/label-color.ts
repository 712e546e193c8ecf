import type { LabelColor } from '@switchboard/protocol'

const hues: Record<LabelColor, { hue: number; chroma: number }> = {
  gray: { hue: 264, chroma: 0.02 },
  red: { hue: 25, chroma: 0.17 },
  orange: { hue: 50, chroma: 0.14 },
  amber: { hue: 80, chroma: 0.12 },
  green: { hue: 150, chroma: 0.13 },
  teal: { hue: 190, chroma: 0.09 },
  blue: { hue: 255, chroma: 0.16 },
  purple: { hue: 300, chroma: 0.16 },
  pink: { hue: 350, chroma: 0.16 },
}

/** In the order in which a choice of them is shown. */
export const labelColors = Object.keys(hues) as LabelColor[]

/** Strong enough to be told from the page (3:1), by day and by night. */
export function labelColor(color: LabelColor): string {
  const { hue, chroma } = hues[color]
  return `light-dark(oklch(0.58 ${chroma} ${hue}), oklch(0.72 ${chroma} ${hue}))`
}
