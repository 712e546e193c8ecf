import type { MediaKind, SharedMedium } from '@switchboard/protocol'
import { Link } from '@tanstack/react-router'
import { AudioLines, FileText, ImageIcon, type LucideIcon, Play, Video } from 'lucide-react'
import { useState } from 'react'
import { dateAndTime, duration, shortTime } from '../i18n/format.ts'
import { currentLanguage } from '../i18n/language.ts'
import { t } from '../i18n/t.ts'
import { typeWords } from '../inbox/message-words.ts'
import { useInboxAddress } from '../inbox/use-inbox-address.ts'
import { Button } from '../ui/button.tsx'
import { isLoadable } from '../ui/loadable.ts'
import { Skeleton } from '../ui/skeleton.tsx'
import { Tabs } from '../ui/tabs.tsx'
import { Section } from './section.tsx'
import { useMedia } from './use-media.ts'

const kinds: readonly MediaKind[] = ['image', 'video', 'audio', 'file']

export function MediaSection({ contactId }: { contactId: string }) {
  return (
    <Section name="media" title={t('panel.media')}>
      <MediaTabs contactId={contactId} />
    </Section>
  )
}

function MediaTabs({ contactId }: { contactId: string }) {
  const [kind, setKind] = useState<MediaKind>('image')
  return (
    <Tabs<MediaKind>
      label={t('panel.media')}
      value={kind}
      onChange={setKind}
      tabs={kinds.map((value) => ({ value, label: t(`panel.media_${value}`) }))}
      className="-ms-2 mb-2 flex-wrap"
    >
      <div>
        <Media key={kind} contactId={contactId} kind={kind} />
      </div>
    </Tabs>
  )
}

function Media({ contactId, kind }: { contactId: string; kind: MediaKind }) {
  const { items, hasMore, isLoading, isFailed, more } = useMedia(contactId, kind)
  const isGrid = kind === 'image' || kind === 'video'
  const Item = isGrid ? Tile : Row
  const list = isGrid ? 'grid grid-cols-[repeat(auto-fill,minmax(5rem,1fr))] gap-1' : 'grid -mx-2'
  return (
    <>
      {items && items.length > 0 && (
        <ul aria-label={t(`panel.media_${kind}`)} className={list}>
          {items.map((medium) => (
            <li key={`${medium.message_id} ${medium.attachment.id}`}>
              <Item medium={medium} />
            </li>
          ))}
        </ul>
      )}
      {items === null && !isFailed && (
        <span className={list}>
          <Skeleton className="aspect-square min-h-9" />
          <Skeleton className="aspect-square min-h-9" />
          <Skeleton className="aspect-square min-h-9" />
        </span>
      )}
      {items?.length === 0 && !isFailed && <p className="text-muted">{t(`panel.media_none_${kind}`)}</p>}
      {isFailed && (
        <p role="alert" className="flex flex-wrap items-center gap-2 text-sm text-bad">
          {t('panel.media_not_loaded')}
          <Button size="sm" onClick={more}>
            {t('common.try_again')}
          </Button>
        </p>
      )}
      {hasMore && !isFailed && (
        <Button size="sm" look="ghost" isBusy={isLoading} onClick={more} className="mt-2 text-muted">
          {t('panel.media_more')}
        </Button>
      )}
    </>
  )
}

const icons: Record<MediaKind, LucideIcon> = { image: ImageIcon, video: Video, audio: AudioLines, file: FileText }

/** A picture, or where it cannot be shown (any more) the mark of what it was. */
function Tile({ medium }: { medium: SharedMedium }) {
  const { attachment } = medium
  const [isGone, setGone] = useState(false)
  const Icon = icons[attachment.kind as MediaKind]
  const isVideo = attachment.kind === 'video'
  const isShown = isLoadable(attachment.url) && !isGone && !isVideo
  return (
    <ToMessage
      medium={medium}
      className="relative grid aspect-square place-items-center overflow-hidden rounded-md bg-sunken text-muted hover:opacity-85"
    >
      {isShown ? (
        <img
          src={attachment.url!}
          alt=""
          loading="lazy"
          onError={() => setGone(true)}
          className="size-full object-cover"
        />
      ) : (
        <span aria-hidden="true" className="grid justify-items-center gap-1 text-xs">
          {isVideo ? <Play size={18} /> : <Icon size={18} />}
          {attachment.duration_ms !== null ? duration(attachment.duration_ms) : shortTime(medium.sent_at)}
        </span>
      )}
    </ToMessage>
  )
}

function Row({ medium }: { medium: SharedMedium }) {
  const { attachment, sent_at } = medium
  const Icon = icons[attachment.kind as MediaKind]
  const facts = [
    attachment.duration_ms !== null && duration(attachment.duration_ms),
    attachment.size !== null && fileSize(attachment.size),
    shortTime(sent_at),
  ]
  return (
    <ToMessage medium={medium} className="flex min-h-10 items-center gap-2.5 rounded-md px-2 py-1 hover:bg-hover">
      <Icon size={16} aria-hidden="true" className="shrink-0 text-muted" />
      <bdi className="min-w-0 flex-1 truncate">{nameOf(medium)}</bdi>
      <span className="shrink-0 text-sm text-muted">{facts.filter(Boolean).join(' · ')}</span>
    </ToMessage>
  )
}

/** To the place in the thread where it was sent. */
function ToMessage({
  medium,
  className,
  children,
}: {
  medium: SharedMedium
  className: string
  children: React.ReactNode
}) {
  const { view, search } = useInboxAddress()
  const { panel: _, ...filters } = search
  return (
    <Link
      to="/inbox/$view/{-$conversationId}"
      params={{ view, conversationId: medium.conversation_id }}
      search={{ ...filters, message: medium.message_id }}
      className={className}
    >
      <span className="sr-only">
        {t('panel.media_open', { name: nameOf(medium), when: dateAndTime(medium.sent_at) })}
      </span>
      {children}
    </Link>
  )
}

function nameOf({ attachment: { name, kind } }: SharedMedium): string {
  return name ?? typeWords(kind === 'share' ? 'share' : kind)
}

function fileSize(bytes: number): string {
  const [unit, value] = bytes < 1e6 ? (['kilobyte', bytes / 1e3] as const) : (['megabyte', bytes / 1e6] as const)
  const maximumFractionDigits = value < 10 ? 1 : 0
  const options = { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits } as const
  return new Intl.NumberFormat(currentLanguage(), options).format(value)
}
