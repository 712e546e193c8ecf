import type { ProviderPlatform, SandboxActKind } from '@switchboard/protocol'
import {
  AtSign,
  AudioLines,
  CircleHelp,
  Clapperboard,
  Contact,
  FileText,
  Forward,
  Heart,
  ImageIcon,
  Images,
  Link as LinkIcon,
  List,
  type LucideIcon,
  MapPin,
  Megaphone,
  MousePointerClick,
  Phone,
  Reply,
  Share2,
  ShoppingBag,
  ShoppingCart,
  Smile,
  ThumbsUp,
  Video,
} from 'lucide-react'
import { type PlainKey, t } from '../i18n/t.ts'
import type { Doing } from './use-sandbox.ts'

export interface Attachable {
  kind: SandboxActKind
  label: PlainKey
  icon: LucideIcon
  /** What is done, with what was typed where it has a place for it. */
  make(typed: string): Doing
}

const captioned =
  (kind: 'image' | 'video' | 'file') =>
  (typed: string): Doing => ({
    kind,
    ...(typed && { caption: typed }),
  })
const tapped =
  (kind: SandboxActKind, sample: PlainKey) =>
  (typed: string): Doing => ({
    kind,
    title: typed || t(sample),
    payload: (typed || t(sample)).toUpperCase().slice(0, 100),
  })
const shared =
  (what: string, title: PlainKey) =>
  (typed: string): Doing => ({
    kind: 'share',
    shared: what,
    title: typed || t(title),
  })

const all: readonly Attachable[] = [
  { kind: 'image', label: 'sandbox.acts.image', icon: ImageIcon, make: captioned('image') },
  {
    kind: 'album',
    label: 'sandbox.acts.album',
    icon: Images,
    make: (typed) => ({ kind: 'album', count: 3, ...(typed && { caption: typed }) }),
  },
  { kind: 'video', label: 'sandbox.acts.video', icon: Video, make: captioned('video') },
  { kind: 'voice', label: 'sandbox.acts.voice', icon: AudioLines, make: () => ({ kind: 'voice' }) },
  { kind: 'file', label: 'sandbox.acts.file', icon: FileText, make: captioned('file') },
  { kind: 'sticker', label: 'sandbox.acts.sticker', icon: Smile, make: () => ({ kind: 'sticker' }) },
  {
    kind: 'location',
    label: 'sandbox.acts.location',
    icon: MapPin,
    make: (typed) => ({
      kind: 'location',
      latitude: 51.5059,
      longitude: -0.1167,
      name: typed || t('sandbox.samples.place'),
    }),
  },
  {
    kind: 'contact',
    label: 'sandbox.acts.contact',
    icon: Contact,
    make: (typed) => ({ kind: 'contact', name: typed || 'Bo Lind', phone: '+44 7700 900456' }),
  },
  { kind: 'like', label: 'sandbox.acts.like', icon: ThumbsUp, make: () => ({ kind: 'like' }) },
  {
    kind: 'story_reply',
    label: 'sandbox.acts.story_reply',
    icon: Reply,
    make: (typed) => ({ kind: 'story_reply', text: typed || t('sandbox.samples.story_reply') }),
  },
  { kind: 'story_mention', label: 'sandbox.acts.story_mention', icon: AtSign, make: () => ({ kind: 'story_mention' }) },
  { kind: 'share', label: 'sandbox.acts.share_post', icon: Share2, make: shared('post', 'sandbox.samples.ad') },
  { kind: 'share', label: 'sandbox.acts.share_reel', icon: Clapperboard, make: shared('reel', 'sandbox.samples.ad') },
  { kind: 'share', label: 'sandbox.acts.share_link', icon: LinkIcon, make: shared('link', 'sandbox.samples.place') },
  {
    kind: 'share',
    label: 'sandbox.acts.share_product',
    icon: ShoppingBag,
    make: shared('product', 'sandbox.samples.product'),
  },
  {
    kind: 'quick_reply',
    label: 'sandbox.acts.quick_reply',
    icon: MousePointerClick,
    make: tapped('quick_reply', 'sandbox.samples.quick_reply'),
  },
  {
    kind: 'postback',
    label: 'sandbox.acts.postback',
    icon: MousePointerClick,
    make: tapped('postback', 'sandbox.samples.quick_reply'),
  },
  {
    kind: 'button_reply',
    label: 'sandbox.acts.button_reply',
    icon: MousePointerClick,
    make: tapped('button_reply', 'sandbox.samples.button'),
  },
  {
    kind: 'list_reply',
    label: 'sandbox.acts.list_reply',
    icon: List,
    make: tapped('list_reply', 'sandbox.samples.list'),
  },
  {
    kind: 'template_button',
    label: 'sandbox.acts.template_button',
    icon: MousePointerClick,
    make: tapped('template_button', 'sandbox.samples.button'),
  },
  {
    kind: 'order',
    label: 'sandbox.acts.order',
    icon: ShoppingCart,
    make: (typed) => ({
      kind: 'order',
      product: t('sandbox.samples.product'),
      quantity: 2,
      unit_price: 24,
      ...(typed && { note: typed }),
    }),
  },
  {
    kind: 'ad_click',
    label: 'sandbox.acts.ad_click',
    icon: Megaphone,
    make: (typed) => ({
      kind: 'ad_click',
      headline: t('sandbox.samples.ad'),
      text: typed || t('sandbox.samples.ad_text'),
    }),
  },
  {
    kind: 'referral',
    label: 'sandbox.acts.referral',
    icon: LinkIcon,
    make: (typed) => ({ kind: 'referral', ref: typed.slice(0, 100) || 'flyer' }),
  },
  {
    kind: 'forward',
    label: 'sandbox.acts.forward',
    icon: Forward,
    make: (typed) => ({ kind: 'forward', text: typed || t('sandbox.samples.forward') }),
  },
  { kind: 'change_number', label: 'sandbox.acts.change_number', icon: Phone, make: () => ({ kind: 'change_number' }) },
  { kind: 'unsupported', label: 'sandbox.acts.unsupported', icon: CircleHelp, make: () => ({ kind: 'unsupported' }) },
]

/** What can be sent on a platform besides words; what the sandbox says it has no way to do is not offered. */
export function attachablesOf(platform: ProviderPlatform, acts: readonly string[]): readonly Attachable[] {
  const offered = all.filter(({ kind }) => acts.includes(kind))
  if (platform !== 'instagram') return offered
  return offered
    .filter(({ label }) => label !== 'sandbox.acts.share_product')
    .map((one) => (one.kind === 'like' ? { ...one, icon: Heart } : one))
}

/** What a platform lets people react with, first of all. */
export const reactionsOf: Readonly<Record<ProviderPlatform, readonly string[]>> = {
  whatsapp: ['👍', '❤️', '😂', '🙏'],
  messenger: ['❤️', '😆', '😮', '😡'],
  instagram: ['❤️', '😂', '😮', '🔥'],
}
