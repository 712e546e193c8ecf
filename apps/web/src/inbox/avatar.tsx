import type { Platform } from '@switchboard/protocol'

const marks: Record<Platform, { letter: string; label: string }> = {
  instagram: { letter: 'I', label: 'Instagram' },
  messenger: { letter: 'M', label: 'Messenger' },
  whatsapp: { letter: 'W', label: 'WhatsApp' },
  direct: { letter: 'D', label: 'Direct' },
}

/** Initials, and the platform by shape, letter and colour: never by colour alone. */
export function Avatar({ name, platform }: { name: string; platform: Platform }) {
  const initials = name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => [...word][0] ?? '')
    .join('')
    .toUpperCase()
  const { letter, label } = marks[platform]
  return (
    <span className="avatar" style={{ '--hue': hueOf(name) } as React.CSSProperties}>
      <span aria-hidden="true">{initials}</span>
      <span className="badge" data-platform={platform} title={label}>
        <span aria-hidden="true">{letter}</span>
        <span className="hidden">{label}</span>
      </span>
    </span>
  )
}

function hueOf(name: string): number {
  let hash = 0
  for (const character of name) hash = (hash * 31 + character.codePointAt(0)!) % 360
  return hash
}
