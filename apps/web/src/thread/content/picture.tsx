import type { Attachment } from '@switchboard/protocol'
import { ImageOff } from 'lucide-react'
import { useState } from 'react'
import { t } from '../../i18n/t.ts'
import { classes } from '../../ui/classes.ts'

/** Links that led nowhere: they will not do so when a row comes into view again. */
const gone = new Set<string>()

interface Props {
  attachment: Attachment & { url: string }
  label: string
  className?: string
  /** In an album the tile decides; alone, a picture has the room that it needs. */
  isTile?: boolean
  onOpen(): void
}

/**
 * Its room is there before it is: of its own size where the platform told it, otherwise one that fits most, so that
 * nothing moves when it arrives, or does not.
 */
export function Picture({ attachment, label, className, isTile = false, onOpen }: Props) {
  const { url } = attachment
  const [isGone, setGone] = useState(() => gone.has(url))
  const room = isTile ? undefined : roomFor(attachment)
  if (isGone) {
    return (
      <span
        style={room}
        className={classes(
          'grid max-w-full place-items-center rounded-lg bg-sunken p-3 text-center text-sm text-muted',
          className,
        )}
      >
        <span className="flex flex-col items-center gap-1.5">
          <ImageOff size={20} aria-hidden="true" />
          {t('thread.media_gone')}
        </span>
      </span>
    )
  }
  return (
    <button
      type="button"
      aria-label={t('thread.view', { name: label })}
      style={room}
      onClick={onOpen}
      className={classes('block max-w-full overflow-hidden rounded-lg bg-sunken', className)}
    >
      <img
        src={url}
        alt={label}
        decoding="async"
        draggable={false}
        onError={() => {
          gone.add(url) // links of platforms expire
          setGone(true)
        }}
        className="size-full object-cover"
      />
    </button>
  )
}

const most = { width: 320, height: 340 }
const usual = { width: 288, height: 216 }

function roomFor({ width, height }: Attachment) {
  if (!width || !height) return boxOf(usual.width, usual.height)
  const scale = Math.min(1, most.width / width, most.height / height)
  return boxOf(Math.max(96, Math.round(width * scale)), Math.max(72, Math.round(height * scale)))
}

const boxOf = (width: number, height: number) => ({ width, aspectRatio: `${width} / ${height}` })
