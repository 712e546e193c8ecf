import type { Attachment, MessageView } from '@switchboard/protocol'
import { useState } from 'react'
import { t } from '../../i18n/t.ts'
import { typeWords } from '../../inbox/message-words.ts'
import { withoutBidiControls } from '../without-bidi-controls.ts'
import { Album } from './album.tsx'
import { FileCard } from './file-card.tsx'
import { Film } from './film.tsx'
import { isLoadable } from './is-loadable.ts'
import { Picture } from './picture.tsx'
import { VoicePlayer } from './voice-player.tsx'

type Loadable = Attachment & { url: string }

interface Props {
  message: MessageView
  onView(attachment: Attachment): void
}

/** Everything that came with a message; shares have a card of their own. */
export function Attachments({ message, onView }: Props) {
  const attachments = attachmentsOf(message)
  const pictures = attachments.filter((each): each is Loadable => each.kind === 'image' && isLoadable(each.url))
  const [album, others] =
    pictures.length > 1
      ? [pictures, attachments.filter((each) => !pictures.includes(each as Loadable))]
      : [[], attachments]
  return (
    <>
      {album.length > 0 && <Album pictures={album} onOpen={onView} />}
      {others.map((attachment) => (
        <One key={attachment.id} attachment={attachment} message={message} onView={onView} />
      ))}
    </>
  )
}

function One({ attachment, message, onView }: Props & { attachment: Attachment }) {
  const { kind, url, name } = attachment
  const { platform } = message
  if (!isLoadable(url)) return <FileCard attachment={attachment} platform={platform} />
  const file: Loadable = { ...attachment, url }
  const label = name ? withoutBidiControls(name) : typeWords(kind)
  switch (kind) {
    case 'image':
      return <Picture attachment={file} label={label} onOpen={() => onView(attachment)} />
    case 'sticker':
      return <Sticker url={url} label={label} />
    case 'video':
      return <Film attachment={file} label={label} platform={platform} />
    case 'audio':
      return (
        <>
          {name && <p className="truncate text-sm font-medium">{label}</p>}
          <VoicePlayer attachment={file} label={isSong(message) ? t('thread.audio_file') : label} platform={platform} />
        </>
      )
    default:
      return <FileCard attachment={attachment} platform={platform} />
  }
}

function Sticker({ url, label }: { url: string; label: string }) {
  const [isGone, setGone] = useState(false)
  return isGone ? (
    <span className="grid size-36 place-items-center rounded-lg bg-sunken text-sm text-muted">{label}</span>
  ) : (
    <img
      src={url}
      alt={label}
      width={144}
      height={144}
      onError={() => setGone(true)}
      className="size-36 object-contain"
    />
  )
}

/** With the links that a browser can use: WhatsApp's open with our token alone, and so are as good as none. */
export function attachmentsOf({ attachments, platform }: MessageView): readonly Attachment[] {
  const files = attachments.filter(({ kind }) => kind !== 'share')
  return platform === 'whatsapp' ? files.map((file) => ({ ...file, url: null })) : files
}

/** WhatsApp tells a voice note from a song; the others send only voices. */
function isSong({ platform, payload, type }: MessageView): boolean {
  return platform === 'whatsapp' && type === 'audio' && payload?.voice !== true
}
