import { generate } from 'lean-qr'
import { useMemo } from 'react'

/** Dark on light in every theme, with the margin that the standard asks for: cameras expect both. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { size, path } = useMemo(() => draw(text), [text])
  return (
    <svg
      viewBox={`-4 -4 ${size + 8} ${size + 8}`}
      shapeRendering="crispEdges"
      role="img"
      aria-label={label}
      className="size-48 shrink-0 rounded-md border border-line"
    >
      <rect x="-4" y="-4" width={size + 8} height={size + 8} fill="white" />
      <path d={path} fill="black" />
    </svg>
  )
}

/** One rectangle for each run of dark squares in a row. */
function draw(text: string): { size: number; path: string } {
  const code = generate(text)
  const { size } = code
  let path = ''
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      let length = 0
      while (x + length < size && code.get(x + length, y)) length++
      if (length > 0) path += `M${x} ${y}h${length}v1h-${length}z`
      x += length
    }
  }
  return { size, path }
}
