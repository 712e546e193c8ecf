import type { ConversationView } from '@switchboard/protocol'
import { replyPolicyAt } from '@switchboard/sdk'
import { CircleSlash, Clock3, LayoutTemplate, type LucideIcon, MessageSquare, Tag } from 'lucide-react'
import { useEffect, useState } from 'react'
import { clockTime, dateAndTime, daysBetween, weekdayAndTime } from '../i18n/format.ts'
import { t } from '../i18n/t.ts'

const hour_ms = 3_600_000

/** What the platform allows us to answer now, and until when. It stands where the answer will be written. */
export function ReplyPolicyLine({ conversation }: { conversation: ConversationView }) {
  const { icon: Icon, text, left, look } = useFace(conversation)
  return (
    <div className="flex min-h-11 items-center gap-2 border-t border-line px-5 text-sm text-muted max-md:px-4">
      <Icon size={16} strokeWidth={1.9} aria-hidden="true" className={`shrink-0 ${look}`} />
      <p className="min-w-0 flex-1 py-2">{text}</p>
      {left && <p className={`shrink-0 tabular-nums ${look}`}>{left}</p>}
    </div>
  )
}

interface Face {
  icon: LucideIcon
  text: string
  left?: string
  look: string
}

function useFace({ reply_policy }: ConversationView): Face {
  const now = useNow(reply_policy.expires_at)
  const policy = replyPolicyAt(reply_policy, new Date(now).toISOString())
  const { state, expires_at } = policy
  const until = expires_at && untilWords(expires_at, now)
  const leftMs = expires_at === null ? Number.POSITIVE_INFINITY : Date.parse(expires_at) - now
  const left = leftMs < 4 * hour_ms ? { left: timeLeft(leftMs) } : {}
  switch (state) {
    case 'open':
      if (!until) return { icon: MessageSquare, text: t('thread.reply_any_time'), look: 'text-good' }
      return {
        icon: Clock3,
        text: t('thread.reply_until', { time: until }),
        look: leftMs < hour_ms ? 'text-warn' : 'text-good',
        ...left,
      }
    case 'tag_only':
      return {
        icon: Tag,
        text: until ? t('thread.tag_until', { time: until }) : t('thread.tag_only'),
        look: 'text-warn',
      }
    case 'template_only':
      return { icon: LayoutTemplate, text: t('thread.template_only'), look: 'text-warn' }
    case 'blocked':
      return { icon: CircleSlash, text: t('thread.window_closed'), look: 'text-bad' }
  }
}

/** As short as it can be without being wrong. */
function untilWords(iso: string, now: number): string {
  const days = -daysBetween(iso, now)
  return days === 0 ? clockTime(iso) : days < 7 ? weekdayAndTime(iso) : dateAndTime(iso)
}

function timeLeft(ms: number): string {
  const minutes = Math.ceil(ms / 60_000)
  if (minutes < 60) return t('thread.minutes_left', { minutes })
  return t('thread.hours_left', { hours: Math.floor(minutes / 60), minutes: minutes % 60 })
}

/** Moves on by the minute while there is a deadline, and at the deadline. */
function useNow(deadline: string | null): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    setNow(Date.now())
    if (deadline === null) return
    const left = Date.parse(deadline) - Date.now()
    const tick = setInterval(() => setNow(Date.now()), 30_000)
    const end = left > 0 && left < 2 ** 31 ? setTimeout(() => setNow(Date.now()), left + 50) : undefined
    return () => {
      clearInterval(tick)
      clearTimeout(end)
    }
  }, [deadline])
  return now
}
