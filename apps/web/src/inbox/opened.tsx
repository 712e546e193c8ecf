import { MessagesSquare } from 'lucide-react'
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { keep, kept } from '../app/kept.ts'
import { useCommand } from '../commands/handlers.ts'
import { t } from '../i18n/t.ts'
import { useInbox } from '../live/use-inbox.ts'
import { ContactPanel } from '../panel/contact-panel.tsx'
import { Separator } from '../shell/separator.tsx'
import { usePaneSize } from '../shell/use-pane-size.ts'
import { useWidth } from '../shell/use-width.ts'
import { ThreadPane } from '../thread/thread-pane.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { isLayerOpen } from '../ui/layer.ts'
import { useInboxAddress } from './use-inbox-address.ts'
import { useOpenConversation } from './use-open-conversation.ts'

const limits = { min: 260, max: 440, normal: 320 }

/** The conversation that is open, or that none is; and who the customer is. What changes in it draws no list anew. */
export function Opened({ conversationId }: { conversationId: string | null }) {
  const isPhone = useWidth() === 'phone'
  const opened = useOpenConversation(conversationId)
  const { conversation } = opened
  const panel = usePanel(conversation !== null)
  const [size, resize] = usePaneSize('panel', limits)

  return (
    <>
      {(!isPhone || !panel.isOver) && (
        <main
          data-region="thread"
          aria-label={t('regions.thread')}
          className="relative flex min-w-0 flex-1 flex-col bg-surface"
        >
          {conversationId ? <ThreadPane key={conversationId} {...opened} /> : <NothingOpen />}
        </main>
      )}
      {conversation && (panel.isBeside || panel.isOver) && (
        <PanelPane isAlone={isPhone} isOver={panel.isOver} size={size} onClose={panel.toggle}>
          {panel.isBeside && (
            <Separator
              {...limits}
              label={t('regions.resize_panel')}
              controls="panel-pane"
              pane="end"
              size={size}
              onResize={resize}
            />
          )}
          <ContactPanel key={conversation.id} conversation={conversation} onClose={panel.toggle} />
        </PanelPane>
      )}
    </>
  )
}

interface PanelPaneProps {
  isAlone: boolean
  isOver: boolean
  size: number
  onClose(): void
  children: ReactNode
}

function PanelPane({ isAlone, isOver, size, onClose, children }: PanelPaneProps) {
  const pane = useRef<HTMLElement>(null)
  const Pane = isAlone ? 'main' : 'aside'
  useEffect(() => {
    if (isOver) pane.current?.focus()
  }, [isOver])
  const look = isOver
    ? 'max-md:flex-1 md:absolute md:inset-y-0 md:end-0 md:z-20 md:w-80 md:border-s md:shadow-overlay'
    : 'relative shrink-0'
  return (
    <Pane
      ref={pane}
      id="panel-pane"
      data-region="panel"
      aria-label={t('regions.panel')}
      tabIndex={-1}
      onKeyDown={(event) => isOver && event.key === 'Escape' && !isLayerOpen() && onClose()}
      className={`flex min-w-0 flex-col bg-surface ${look}`}
      style={isOver ? undefined : { width: size }}
    >
      {children}
    </Pane>
  )
}

function NothingOpen() {
  const isEmpty = useInbox((state) => state.conversations.size === 0)
  return (
    <EmptyState
      icon={MessagesSquare}
      title={t(isEmpty ? 'thread.none_yet' : 'thread.none_open')}
      text={t(isEmpty ? 'thread.none_yet_text' : 'thread.none_open_text')}
    />
  )
}

const panelKey = 'switchboard.panel'

/** Beside the thread it is a habit, which is remembered; over it, a place in the address, which Back leaves. */
function usePanel(hasConversation: boolean) {
  const width = useWidth()
  const { search, refine } = useInboxAddress()
  const [isWanted, setWanted] = useState(() => kept(panelKey) !== 'closed')
  const isOver = width !== 'wide' && search.panel === true && hasConversation

  function toggle() {
    if (width !== 'wide') {
      refine({ panel: isOver ? undefined : true })
      return
    }
    keep(panelKey, isWanted ? 'closed' : 'open')
    setWanted(!isWanted)
  }
  useCommand('panel.toggle', toggle, { when: hasConversation })
  // The same one for as long as it is there, so that the panel is drawn for what changes in it and nothing else.
  const latest = useRef(toggle)
  useLayoutEffect(() => {
    latest.current = toggle
  })
  const [stable] = useState(() => () => latest.current())
  return { isOver, isBeside: width === 'wide' && isWanted, toggle: stable }
}
