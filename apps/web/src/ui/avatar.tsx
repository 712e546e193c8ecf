import { type ReactNode, useState } from 'react'

interface Props {
  /** What the colour follows: it stays when the name changes. */
  id: string
  name: string
  src?: string | null | undefined
  size?: number
  /** Something small at the lower corner. */
  badge?: ReactNode
}

/** A face, or initials on a colour of its own. It says nothing aloud: the name stands beside it. */
export function Avatar({ id, name, src, size = 32, badge }: Props) {
  const [broken, setBroken] = useState<string | null>(null)
  const hue = hueOf(id)
  return (
    <span className="relative shrink-0" style={{ width: size, height: size }}>
      <span
        aria-hidden="true"
        className="grid size-full place-items-center overflow-hidden rounded-full font-medium select-none"
        style={{
          fontSize: size * 0.38,
          background: `light-dark(oklch(0.9 0.055 ${hue}), oklch(0.37 0.06 ${hue}))`,
          color: `light-dark(oklch(0.37 0.09 ${hue}), oklch(0.93 0.04 ${hue}))`,
        }}
      >
        {src && src !== broken && isAllowed(src) ? (
          // Links of platforms expire: then the initials do.
          <img src={src} alt="" loading="lazy" onError={() => setBroken(src)} className="size-full object-cover" />
        ) : (
          initialsOf(name)
        )}
      </span>
      {badge && <span className="absolute -end-0.5 -bottom-0.5 flex">{badge}</span>}
    </span>
  )
}

/** What the page's policy lets it load; asking for anything else would only fill the console. */
function isAllowed(src: string): boolean {
  const { protocol, origin } = new URL(src, location.origin)
  return protocol === 'https:' || protocol === 'blob:' || protocol === 'data:' || origin === location.origin
}

function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => /^[\p{L}\p{N}]/u.test(word))
  const chosen = words.length > 1 ? [words[0]!, words.at(-1)!] : words
  return chosen.map((word) => [...word][0]!.toUpperCase()).join('') || '#'
}

function hueOf(id: string): number {
  let hash = 0
  for (const character of id) hash = (hash * 31 + character.codePointAt(0)!) % 360
  return hash
}
