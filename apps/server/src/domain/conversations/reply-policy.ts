import type { PlatformName, ReplyWindow } from '@switchboard/platform-kit'
import type { ReplyPolicy } from '@switchboard/protocol'

/** What each platform lets us answer, and for how long: taken from the adapters, handed in. */
export type ReplyWindows = Readonly<Record<PlatformName, ReplyWindow>>

/**
 * Whether a customer may be answered now, until when, and what is left afterwards. Computed by the server and sent
 * with each conversation; a screen may evaluate `expires_at` on its own clock, but never invents a state.
 */
export function replyPolicy(
  windows: ReplyWindows,
  platform: string,
  lastInboundAt: Date | null,
  now: Date,
): ReplyPolicy {
  if (platform === 'direct') return { state: 'open', expires_at: null, reason: null }
  const window = windows[platform as PlatformName]
  if (lastInboundAt === null) return closed(window, 'no_inbound_message')

  const elapsed = now.getTime() - lastInboundAt.getTime()
  const until = (ms: number) => new Date(lastInboundAt.getTime() + ms).toISOString()
  if (elapsed < window.open_ms) return { state: 'open', expires_at: until(window.open_ms), reason: null }
  if (window.extended_ms !== null && elapsed < window.extended_ms) {
    return { state: window.afterwards, expires_at: until(window.extended_ms), reason: 'window_closed' }
  }
  return closed(window, 'window_closed')
}

function closed({ afterwards, extended_ms }: ReplyWindow, reason: string): ReplyPolicy {
  return { state: extended_ms === null ? afterwards : 'blocked', expires_at: null, reason }
}
