import type { MessageView } from '@switchboard/protocol'
import { Forward, Megaphone } from 'lucide-react'
import type { ReactNode } from 'react'
import { t } from '../../i18n/t.ts'
import { objectIn, textIn } from './loose.ts'

/** How the message came about, where it did not simply begin: passed on, or after an advertisement. */
export function ReferralLine({ payload }: Pick<MessageView, 'payload'>) {
  if (payload?.forwarded === true) {
    return (
      <Line>
        <Forward size={14} aria-hidden="true" className="shrink-0 rtl:-scale-x-100" />
        {t(payload.frequently_forwarded === true ? 'thread.forwarded_often' : 'thread.forwarded')}
      </Line>
    )
  }
  const referral = objectIn(payload?.referral)
  if (!referral) return null
  return (
    <Line>
      <Megaphone size={14} aria-hidden="true" className="shrink-0" />
      <span className="min-w-0 truncate">{referralWords(payload)}</span>
    </Line>
  )
}

export function referralWords(payload: MessageView['payload']): string {
  const referral = objectIn(payload?.referral)
  const ad = objectIn(referral?.ads_context_data)
  const name = textIn(referral?.headline) ?? textIn(ad?.ad_title) ?? textIn(referral?.ref)
  const isAd = ad !== null || /^ads?$/i.test(String(referral?.source_type ?? referral?.source))
  if (isAd) return name ? t('thread.from_ad_named', { name }) : t('thread.from_ad')
  return name ? t('thread.from_link_named', { name }) : t('thread.from_link')
}

function Line({ children }: { children: ReactNode }) {
  return <p className="mb-1 flex items-center gap-1.5 text-sm text-muted">{children}</p>
}
