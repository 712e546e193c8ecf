import type { MessageView } from '@switchboard/protocol'
import { CircleDashed, CornerUpLeft } from 'lucide-react'
import { t } from '../../i18n/t.ts'
import { typeWords } from '../../inbox/message-words.ts'

interface Props {
  reply: NonNullable<MessageView['reply_to']>
  /** Who said it, where that is known. */
  author: string | null
  onJump(messageId: string): void
}

/** What this one answers. One click away, as long as we have it. */
export function Quote({ reply: { id, type, preview }, author, onJump }: Props) {
  const words =
    preview || (type === 'story' ? t('thread.your_story') : type ? typeWords(type) : t('thread.earlier_message'))
  const Icon = type === 'story' ? CircleDashed : CornerUpLeft
  const look =
    'mb-1 flex w-full items-start gap-2 rounded-md border-s-2 border-accent bg-surface/55 px-2 py-1 text-start text-sm text-muted'
  const inner = (
    <>
      <Icon size={14} aria-hidden="true" className="mt-0.5 shrink-0 rtl:-scale-x-100" />
      <span className="min-w-0 flex-1">
        {author && <bdi className="block truncate font-medium text-accent-text">{author}</bdi>}
        <span dir="auto" className="line-clamp-2 wrap-anywhere">
          {words}
        </span>
      </span>
    </>
  )
  if (id === null) return <div className={look}>{inner}</div>
  return (
    <button type="button" className={`${look} hover:text-text`} onClick={() => onJump(id)}>
      <span className="sr-only">{t('thread.jump_to_original')}: </span>
      {inner}
    </button>
  )
}
