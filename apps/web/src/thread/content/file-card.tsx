import type { Attachment, Platform } from '@switchboard/protocol'
import { AudioLines, FileText, FileVideo, Image, type LucideIcon, Share2, Sticker } from 'lucide-react'
import { fileSize } from '../../i18n/format.ts'
import { t } from '../../i18n/t.ts'
import { typeWords } from '../../inbox/message-words.ts'
import { platformName } from '../../inbox/platform-mark.tsx'
import { webAddress } from '../find-links.ts'
import { withoutBidiControls } from '../without-bidi-controls.ts'
import { Card, CardLink } from './card.tsx'

const icons: Record<Attachment['kind'], LucideIcon> = {
  image: Image,
  video: FileVideo,
  audio: AudioLines,
  file: FileText,
  sticker: Sticker,
  share: Share2,
}

interface Props {
  attachment: Attachment
  platform: Platform
}

/** A document; or what cannot be shown, with all that is known of it. */
export function FileCard({ attachment, platform }: Props) {
  const { kind, url, mime, name, size } = attachment
  const facts = [typeOf(mime, name), size !== null && fileSize(size)].filter(Boolean).join(' · ')
  const href = webAddress(url)
  return (
    <Card
      icon={icons[kind]}
      title={<bdi>{name ? withoutBidiControls(name) : typeWords(kind)}</bdi>}
      text={
        <>
          {facts && <bdi dir="ltr">{facts}</bdi>}
          {!href && <p>{t('thread.elsewhere', { platform: platformName(platform) })}</p>}
        </>
      }
    >
      {href && <CardLink href={href}>{t('thread.open_attachment')}</CardLink>}
    </Card>
  )
}

/** As people name it: by the ending of the name, otherwise by the second half of what the platform calls it. */
function typeOf(mime: string | null, name: string | null): string | null {
  const ending = /\.(\p{L}[\p{L}\p{N}]{0,7})$/u.exec(name ?? '')?.[1]
  const subtype = /^[a-z]+\/(?:x-)?([a-z0-9]{2,8})(?:;|$)/i.exec(mime ?? '')?.[1]
  return (ending ?? subtype)?.toUpperCase() ?? null
}
