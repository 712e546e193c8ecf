import type { ConversationView } from '@switchboard/protocol'
import { X } from 'lucide-react'
import { lazy, memo, Suspense, useDeferredValue, useEffect, useRef } from 'react'
import { useKeys } from '../commands/bindings.ts'
import { t } from '../i18n/t.ts'
import { nameOf } from '../inbox/contact-name.ts'
import { useWidth } from '../shell/use-width.ts'
import { IconButton } from '../ui/icon-button.tsx'
import { isLayerOpen } from '../ui/layer.ts'
import { PanelSkeleton } from './panel-skeleton.tsx'

// The list and the thread come first; this may come a moment later.
const PanelBody = lazy(() => import('./panel-body.tsx').then(({ PanelBody: default_ }) => ({ default: default_ })))

interface Props {
  conversation: ConversationView
  onClose(): void
}

/** Who the customer is: what the platforms say, and what the team knows besides. */
export const ContactPanel = memo(function ContactPanel({ conversation, onClose }: Props) {
  const width = useWidth()
  const isBeside = width === 'wide'
  const header = useRef<HTMLElement>(null)
  const keys = useKeys('panel.toggle')
  useFocusWhile(!isBeside, header)
  // A frame after the thread, which is what somebody has opened.
  const isDue = useDeferredValue(true, false)

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes what lies over the thread, wherever the focus is
    <div
      className="contents"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || isBeside || event.defaultPrevented || isLayerOpen()) return
        event.preventDefault()
        onClose()
      }}
    >
      {width === 'phone' && <h1 className="sr-only">{nameOf(conversation)}</h1>}
      <header ref={header} className="flex min-h-14 items-center justify-between border-b border-line ps-5 pe-3">
        <h2 className="font-semibold">{t('panel.title')}</h2>
        <IconButton icon={X} label={t('panel.close')} keys={keys} onClick={onClose} />
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain">
        {isDue && (
          <Suspense fallback={<PanelSkeleton conversation={conversation} />}>
            <PanelBody conversation={conversation} />
          </Suspense>
        )}
      </div>
    </div>
  )
})

/** Over the thread it takes the focus, and gives it back when it goes. */
function useFocusWhile(isOver: boolean, inside: React.RefObject<HTMLElement | null>): void {
  useEffect(() => {
    if (!isOver) return
    const region = inside.current!.closest<HTMLElement>('[data-region]')!
    const before = document.activeElement
    region.tabIndex = -1
    region.focus({ preventScroll: true })
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [isOver, inside])
}
