import { t } from '../i18n/t.ts'
import { Button } from '../ui/button.tsx'
import { Spinner } from '../ui/spinner.tsx'
import type { ShownMessages } from './use-shown-messages.ts'

interface Props {
  shown: ShownMessages
  isJumping: boolean
  isAtEnd: boolean
}

/** Over the edge at which the list goes on: that more is coming, or did not come. It moves nothing. */
export function PageState({ shown, isJumping, isAtEnd }: Props) {
  const { problem, isLoading, loadOlder, loadNewer } = shown
  if (problem === null && !isLoading && !isJumping) return null
  const isBelow = problem === 'newer' || (problem === null && isAtEnd && shown.hasNewer)
  return (
    <div
      className={`pointer-events-none absolute inset-x-0 z-10 flex justify-center ${isBelow ? 'bottom-9' : 'top-2'}`}
    >
      {problem === null ? (
        <span className="rounded-full border border-line bg-raised p-1.5 text-muted shadow-raised">
          <Spinner size={14} />
        </span>
      ) : (
        <p
          role="alert"
          className="pointer-events-auto flex items-center gap-2 rounded-full border border-line bg-raised py-1 ps-3 pe-1 text-sm shadow-raised"
        >
          {t(problem === 'older' ? 'thread.older_failed' : 'thread.newer_failed')}
          <Button size="sm" look="ghost" onClick={problem === 'older' ? loadOlder : loadNewer}>
            {t('common.try_again')}
          </Button>
        </p>
      )}
    </div>
  )
}
