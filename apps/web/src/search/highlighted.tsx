import type { ReactNode } from 'react'

export type Range = readonly [from: number, to: number]

/** Text with the ranges marked; what is wrong about a range is left out, never drawn. */
export function Highlighted({ text, ranges }: { text: string; ranges: readonly (readonly number[])[] }) {
  const parts: ReactNode[] = []
  let at = 0
  for (const [from = 0, to = 0] of ranges.toSorted(([a = 0], [b = 0]) => a - b)) {
    if (from < at || to <= from || to > text.length) continue
    parts.push(text.slice(at, from))
    parts.push(
      <mark key={from} className="rounded-xs bg-accent-soft font-semibold text-accent-text">
        {text.slice(from, to)}
      </mark>,
    )
    at = to
  }
  parts.push(text.slice(at))
  return <>{parts}</>
}

/** Where the plain words of a search stand in a name. */
export function rangesOf(text: string, query: string): Range[] {
  const words = query.match(/(?<![\w:])[\p{L}\p{N}+@.]+(?!:)/gu) ?? []
  const lower = text.toLowerCase()
  const found = words.flatMap((word): Range[] => {
    const at = lower.indexOf(word.toLowerCase())
    return at === -1 ? [] : [[at, at + word.length]]
  })
  return found.toSorted(([a], [b]) => a - b)
}
