import type { MessageView } from '@switchboard/protocol'
import { CircleDashed } from 'lucide-react'
import { useState } from 'react'
import { t } from '../../i18n/t.ts'
import { isLoadable } from './is-loadable.ts'
import { objectIn, textIn } from './loose.ts'

const lifeMs = 24 * 3_600_000

/** A story lives for a day. After that its picture is neither shown nor asked for: it was not given to be kept. */
export function StoryCard({ message: { type, payload, sent_at } }: { message: MessageView }) {
  const url = textIn(objectIn(payload?.story)?.url)
  const [isGone, setGone] = useState(false)
  const isAlive = Date.now() - Date.parse(sent_at) < lifeMs && !isGone && isLoadable(url)
  return (
    <div className="flex w-72 max-w-full items-center gap-3">
      <span className="grid h-24 w-16 shrink-0 place-items-center overflow-hidden rounded-lg bg-sunken text-muted">
        {isAlive ? (
          <img src={url} alt={t('thread.story')} onError={() => setGone(true)} className="size-full object-cover" />
        ) : (
          <CircleDashed size={22} aria-hidden="true" />
        )}
      </span>
      <div className="min-w-0">
        <p className="text-sm font-medium text-muted">{t(`message_types.${storyType(type)}`)}</p>
        {!isAlive && <p className="text-sm text-muted">{t('thread.story_expired')}</p>}
      </div>
    </div>
  )
}

function storyType(type: MessageView['type']) {
  return type === 'story_mention' ? 'story_mention' : 'story_reply'
}
