import type { Attachment, Platform } from '@switchboard/protocol'
import { useState } from 'react'
import { FileCard } from './file-card.tsx'

interface Props {
  attachment: Attachment & { url: string }
  label: string
  platform: Platform
}

/** A video. It begins when somebody wants it to. */
export function Film({ attachment, label, platform }: Props) {
  const [isGone, setGone] = useState(false)
  if (isGone) return <FileCard attachment={{ ...attachment, url: null }} platform={platform} />
  const { width, height, url } = attachment
  return (
    <video
      controls
      playsInline
      preload="metadata"
      src={url}
      aria-label={label}
      onError={() => setGone(true)}
      className="max-w-full rounded-lg bg-shade"
      style={{ width: 304, aspectRatio: width && height ? `${width} / ${Math.min(height, width * 1.2)}` : '16 / 10' }}
    />
  )
}
