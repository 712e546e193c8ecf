import type { ProviderPlatform, SandboxLine, SandboxReceiptStatus } from '@switchboard/protocol'
import { Ban, Check, CheckCheck, CircleAlert, Clock3 } from 'lucide-react'
import { clockTime } from '../i18n/format.ts'
import { t } from '../i18n/t.ts'
import { classes } from '../ui/classes.ts'
import type { Context } from './composer.tsx'
import { LineContent } from './line-content.tsx'
import { LineMenu } from './line-menu.tsx'
import type { usePhone } from './use-sandbox.ts'

interface Props {
  platform: ProviderPlatform
  line: SandboxLine
  day: string | null
  /** Nobody says the next one in the same breath. */
  isLast: boolean
  acts: readonly string[]
  receipts: readonly SandboxReceiptStatus[]
  onContext(context: Context): void
  onDo: ReturnType<typeof usePhone>['mutate']
}

/** Something said, as it looks to the customer: their own words are the ones on the far side. */
export function Line({ platform, line, day, isLast, acts, receipts, onContext, onDo }: Props) {
  const isMine = line.from === 'customer'
  const side = isMine ? 'mine' : 'theirs'
  return (
    <li>
      {day && <p className="mx-auto my-2 w-fit rounded-md px-2 py-0.5 text-center text-xs text-muted">{day}</p>}
      <div className={classes('group/line flex items-center gap-1', isMine && 'flex-row-reverse', isLast && 'mb-1.5')}>
        <div className="relative max-w-[80%] min-w-0">
          <div
            data-side={side}
            data-last={isLast || undefined}
            className={classes(
              'phone-bubble min-w-0 overflow-hidden px-3 py-1.5',
              isMine ? 'phone-mine' : 'phone-theirs',
              platform === 'whatsapp' && 'shadow-[0_1px_1px_var(--shadow-color)]',
            )}
          >
            <span className="sr-only">{isMine ? `${t('sandbox.you')}: ` : ''}</span>
            {line.reply_to && <Quote line={line} />}
            {line.is_unsent ? (
              <p className="flex items-center gap-1.5 italic opacity-85">
                <Ban size={14} aria-hidden="true" className="shrink-0" />
                {t('sandbox.unsent')}
              </p>
            ) : (
              <LineContent platform={platform} line={line} />
            )}
            <p className="mt-0.5 flex items-center justify-end gap-1 text-[0.6875rem] leading-none opacity-85">
              {line.edits > 0 && !line.is_unsent && <span>{t('sandbox.edited')}</span>}
              <time dateTime={line.at}>{clockTime(line.at)}</time>
              <Mark line={line} />
            </p>
          </div>
          {line.reaction && (
            <span
              className={classes(
                'absolute -bottom-2.5 rounded-full border border-line bg-raised px-1.5 text-sm leading-5',
                isMine ? 'start-2' : 'end-2',
              )}
            >
              <span className="sr-only">{t('sandbox.your_reaction', { emoji: line.reaction })}</span>
              <span aria-hidden="true">{line.reaction}</span>
            </span>
          )}
        </div>
        {!line.is_unsent && line.id !== '' && (
          <LineMenu platform={platform} line={line} acts={acts} receipts={receipts} onContext={onContext} onDo={onDo} />
        )}
      </div>
      {line.reaction && <div className="h-2.5" />}
    </li>
  )
}

function Quote({ line: { reply_to } }: { line: SandboxLine }) {
  return (
    <p className="mb-1 rounded-md border-s-3 border-current/60 bg-current/10 px-2 py-1 text-sm">
      <bdi className="line-clamp-2 opacity-90">{reply_to!.text ?? t('sandbox.answered_message')}</bdi>
    </p>
  )
}

/**
 * Of one's own words: whether the server has taken them. Of the business's: what the platform has told it. Never more than
 * is known.
 */
function Mark({ line: { from, delivery, status } }: { line: SandboxLine }) {
  if (from === 'account') return status ? <Known text={t(`sandbox.status.${status}`)} icon={markOf(status)} /> : null
  if (!delivery) return null
  const isTrouble = delivery === 'failed' || delivery === 'unsubscribed'
  const icon = isTrouble ? CircleAlert : delivery === 'acknowledged' ? CheckCheck : Clock3
  return <Known text={t(`sandbox.delivery.${delivery}`)} icon={icon} />
}

function markOf(status: SandboxReceiptStatus) {
  if (status === 'failed') return CircleAlert
  return status === 'sent' ? Check : CheckCheck
}

function Known({ text, icon: Icon }: { text: string; icon: typeof Check }) {
  return (
    <span title={text} className="flex">
      <Icon size={13} aria-hidden="true" />
      <span className="sr-only">{text}</span>
    </span>
  )
}
