import type { Attachment } from '@switchboard/protocol'
import { formatNumber } from '../../i18n/format.ts'
import { typeWords } from '../../inbox/message-words.ts'
import { Picture } from './picture.tsx'

interface Props {
  pictures: readonly (Attachment & { url: string })[]
  onOpen(attachment: Attachment): void
}

const shown = 4

/** Several pictures as one: of more than four, the last tile says how many there are behind it. */
export function Album({ pictures, onOpen }: Props) {
  const tiles = pictures.slice(0, shown)
  const hidden = pictures.length - tiles.length
  return (
    <ul className="grid w-80 max-w-full grid-cols-2 gap-0.5 overflow-hidden rounded-lg">
      {tiles.map((picture, n) => (
        <li key={picture.id} className={`relative aspect-square ${tiles.length === 3 && n === 0 ? 'col-span-2' : ''}`}>
          <Picture
            attachment={picture}
            label={picture.name ?? `${typeWords('image')} ${formatNumber(n + 1)}`}
            isTile
            onOpen={() => onOpen(picture)}
            className="size-full rounded-none"
          />
          {hidden > 0 && n === tiles.length - 1 && (
            <span
              aria-hidden="true"
              className="pointer-events-none absolute inset-0 grid place-items-center bg-shade text-xl font-medium text-on-shade"
            >
              +{formatNumber(hidden)}
            </span>
          )}
        </li>
      ))}
    </ul>
  )
}
