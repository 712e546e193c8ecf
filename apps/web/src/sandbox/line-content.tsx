import type { ProviderPlatform, SandboxLine } from '@switchboard/protocol'
import {
  AtSign,
  CircleHelp,
  Contact,
  FileText,
  Forward,
  Link as LinkIcon,
  type LucideIcon,
  MapPin,
  Megaphone,
  MousePointerClick,
  Pause,
  Play,
  Reply,
  ShoppingCart,
} from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { t } from '../i18n/t.ts'
import { isLoadable } from '../ui/loadable.ts'

/** What stands in a bubble, by what was done. */
export function LineContent({ platform, line }: { platform: ProviderPlatform; line: SandboxLine }) {
  const { kind, text, media } = line
  const about = (name: string) => {
    const value = line.about[name]
    return typeof value === 'string' || typeof value === 'number' ? String(value) : null
  }
  switch (kind) {
    case 'image':
    case 'album':
      return (
        <>
          <Pictures urls={media.map(({ url }) => url)} />
          <Words text={text} />
        </>
      )
    case 'sticker':
      return <Picture url={media[0]?.url} className="size-24" label={t('message_types.sticker')} />
    case 'video':
      return (
        <>
          <Film url={media[0]?.url} />
          <Words text={text} />
        </>
      )
    case 'voice':
      return <Voice url={media[0]?.url} />
    case 'file':
      return (
        <>
          <Card icon={FileText}>{about('name') ?? t('sandbox.document')}</Card>
          <Words text={text} />
        </>
      )
    case 'like':
      return <p className="text-3xl leading-tight">{platform === 'instagram' ? '❤️' : '👍'}</p>
    case 'location':
      return (
        <Card icon={MapPin}>
          {about('name') ?? t('message_types.location')}
          <span dir="ltr" className="block text-xs opacity-85">
            {about('latitude')}, {about('longitude')}
          </span>
        </Card>
      )
    case 'contact':
      return (
        <Card icon={Contact}>
          {about('name')}
          <span dir="ltr" className="block text-xs opacity-85">
            {about('phone')}
          </span>
        </Card>
      )
    case 'story_reply':
      return (
        <>
          <Small icon={Reply}>{t('sandbox.story_reply')}</Small>
          <Picture url={media[0]?.url} className="my-1 h-28 w-20" label={t('thread.your_story')} />
          <Words text={text} />
        </>
      )
    case 'story_mention':
      return (
        <>
          <Small icon={AtSign}>{t('sandbox.story_mention')}</Small>
          <Picture url={media[0]?.url} className="my-1 h-36 w-24" label={t('message_types.story_mention')} />
        </>
      )
    case 'share':
      return (
        <>
          <Picture url={media[0]?.url} className="mb-1 h-32 w-52" label={t('message_types.share')} />
          <Small icon={LinkIcon}>{about('title')}</Small>
        </>
      )
    case 'order':
      return (
        <Card icon={ShoppingCart}>
          {t('sandbox.order_line', { count: Number(about('quantity')), product: about('product') ?? '' })}
          {about('note') && <bdi className="block text-xs opacity-85">{about('note')}</bdi>}
        </Card>
      )
    case 'quick_reply':
    case 'postback':
    case 'button_reply':
    case 'list_reply':
    case 'template_button':
      return <Small icon={MousePointerClick}>{about('title')}</Small>
    case 'flow_reply':
      return <Card icon={FileText}>{about('answers')}</Card>
    case 'ad_click':
      return (
        <>
          <Small icon={Megaphone}>{t('sandbox.from_ad', { headline: about('headline') ?? '' })}</Small>
          <Words text={text} />
        </>
      )
    case 'forward':
      return (
        <>
          <Small icon={Forward}>{t('sandbox.forwarded')}</Small>
          <Words text={text} />
        </>
      )
    case 'unsupported':
      return <Small icon={CircleHelp}>{t('sandbox.unsupported', { type: about('type') ?? 'poll' })}</Small>
    default:
      return <Words text={text} />
  }
}

function Words({ text }: { text: string | null }) {
  if (!text) return null
  return (
    <p dir="auto" className="wrap-anywhere whitespace-pre-wrap">
      {text}
    </p>
  )
}

function Small({ icon: Icon, children }: { icon: LucideIcon; children: ReactNode }) {
  return (
    <p className="flex items-center gap-1.5">
      <Icon size={14} aria-hidden="true" className="shrink-0 opacity-85" />
      <bdi className="min-w-0 wrap-anywhere">{children}</bdi>
    </p>
  )
}

function Card({ icon: Icon, children }: { icon: LucideIcon; children: ReactNode }) {
  return (
    <div className="flex min-w-44 items-center gap-2.5 rounded-lg bg-current/10 px-2.5 py-2">
      <Icon size={18} aria-hidden="true" className="shrink-0" />
      <bdi className="min-w-0 flex-1 wrap-anywhere">{children}</bdi>
    </div>
  )
}

function Pictures({ urls }: { urls: readonly string[] }) {
  const [first, ...others] = urls
  if (others.length === 0) return <Picture url={first} className="h-36 w-52" label={t('message_types.image')} />
  return (
    <div className="grid w-52 grid-cols-2 gap-0.5 overflow-hidden rounded-lg">
      {urls.slice(0, 4).map((url, index) => (
        <span key={url} className="relative">
          <Picture url={url} className="h-24 w-full rounded-none!" label={t('message_types.image')} />
          {index === 3 && urls.length > 4 && (
            <span className="absolute inset-0 grid place-items-center bg-black/55 text-lg font-semibold text-on-platform">
              +{urls.length - 4}
            </span>
          )}
        </span>
      ))}
    </div>
  )
}

function Picture({ url, label, className }: { url: string | undefined; label: string; className: string }) {
  if (!isLoadable(url)) return <span className={`block rounded-lg bg-current/15 ${className}`} />
  return <img src={url} alt={label} loading="lazy" className={`rounded-lg object-cover ${className}`} />
}

function Film({ url }: { url: string | undefined }) {
  if (!isLoadable(url)) return <Card icon={Play}>{t('message_types.video')}</Card>
  return (
    <video
      controls
      preload="none"
      src={url}
      aria-label={t('message_types.video')}
      className="h-36 w-52 rounded-lg bg-scrim"
    />
  )
}

const peaks = [5, 9, 13, 8, 15, 11, 6, 12, 16, 9, 5, 11, 14, 7, 10, 15, 8, 5, 9, 12, 6, 4]

function Voice({ url }: { url: string | undefined }) {
  const sound = useRef<HTMLAudioElement>(null)
  const [isPlaying, setPlaying] = useState(false)

  useEffect(() => {
    const element = sound.current
    if (!element) return
    const stop = () => setPlaying(false)
    element.addEventListener('ended', stop)
    element.addEventListener('pause', stop)
    return () => {
      element.removeEventListener('ended', stop)
      element.removeEventListener('pause', stop)
    }
  }, [])

  function toggle() {
    if (isPlaying) return sound.current?.pause()
    setPlaying(true)
    sound.current?.play().catch(() => setPlaying(false)) // a browser without this codec: the shape stays
  }

  const Icon = isPlaying ? Pause : Play
  return (
    <div className="flex items-center gap-2.5 py-0.5">
      <button
        type="button"
        aria-label={`${t('sandbox.voice')}: ${t(isPlaying ? 'sandbox.pause' : 'sandbox.play')}`}
        onClick={toggle}
        className="grid size-8 shrink-0 place-items-center rounded-full bg-current/15"
      >
        <Icon size={15} aria-hidden="true" fill="currentColor" />
      </button>
      <span aria-hidden="true" className="flex h-5 items-center gap-0.5">
        {peaks.map((height, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a fixed drawing
          <span key={index} style={{ height }} className="w-0.75 rounded-full bg-current opacity-60" />
        ))}
      </span>
      {isLoadable(url) && <audio ref={sound} src={url} preload="none" />}
    </div>
  )
}
