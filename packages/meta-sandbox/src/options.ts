import type { RetryPolicy } from './delivery/retry.ts'
import type { Platform } from './wire/update.ts'

export type WebhookUrls = Partial<Record<Platform, string>>

export interface SandboxOptions {
  /** 0 or missing: any free port. */
  port?: number | undefined
  /** A loopback address; nothing else is accepted. 127.0.0.1 when missing. */
  host?: string | undefined
  /** Decides the ids of accounts and people, their pictures, the script and the faults. */
  seed?: string | undefined
  /** Part of every message id. Missing: another one for every run, so that no id comes twice. Give one to repeat a run. */
  epoch?: string | undefined
  /** Milliseconds since 1970. With real timers it has to move on by itself. */
  now?: (() => number) | undefined
  /** `manual`: retries, delays and the script wait for `advance`. */
  timers?: 'real' | 'manual' | undefined
  appId?: string | undefined
  /** Signs the webhooks of Messenger and WhatsApp, and Instagram's unless it has its own. */
  appSecret: string
  instagramAppSecret?: string | undefined
  /** What the receiver expects in the handshake. */
  verifyToken: string
  /** Where webhooks go, as if the app and the accounts had been subscribed long ago: without a handshake. */
  webhook?: WebhookUrls | undefined
  retry?: Partial<RetryPolicy> | undefined
  /** How many webhooks may be under way at once; 8 when missing. */
  concurrency?: number | undefined
  /** False: the three accounts, and nobody writes to them. */
  people?: boolean | undefined
  /**
   * Where the links of Messenger's and Instagram's CDN lead, without a slash at the end: somewhere that passes `/cdn/…`
   * on, for browsers that may not look at this port. The sandbox itself when missing.
   */
  cdnUrl?: string | undefined
  /** What a request to the control API has to bring; anybody on this machine may use it when missing. */
  controlToken?: string | undefined
  log?: ((line: LogLine) => void) | undefined
}

/** Never with a body, a text or a token in it. */
export interface LogLine {
  event: 'delivery_retrying' | 'delivery_failed' | 'delivery_unsubscribed' | 'request_failed'
  delivery?: string
  platform?: Platform
  attempts?: number
  status?: number | null
  error?: string | null
}
