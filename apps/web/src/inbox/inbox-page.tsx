import { t } from '../i18n/t.ts'
import { ListPane } from '../list/list-pane.tsx'
import { Separator } from '../shell/separator.tsx'
import { usePaneSize } from '../shell/use-pane-size.ts'
import { useWidth } from '../shell/use-width.ts'
import { Opened } from './opened.tsx'
import { useInboxAddress } from './use-inbox-address.ts'

const limits = { min: 280, max: 520, normal: 360 }

/** The list, the thread and the panel: side by side, the panel over the thread, or one at a time, by width. */
export function InboxPage() {
  const width = useWidth()
  const { conversationId } = useInboxAddress()
  const [size, resize] = usePaneSize('list', limits)
  const isPhone = width === 'phone'
  // Whatever is alone on the page is what the page is about.
  const List = isPhone ? 'main' : 'section'

  return (
    <>
      {(!isPhone || conversationId === null) && (
        <List
          id="list-pane"
          data-region="list"
          aria-label={t('regions.list')}
          className="relative flex min-w-0 flex-col bg-surface max-md:flex-1 md:shrink-0"
          style={isPhone ? undefined : { width: size }}
        >
          <ListPane />
          {!isPhone && (
            <Separator
              {...limits}
              label={t('regions.resize_list')}
              controls="list-pane"
              pane="start"
              size={size}
              onResize={resize}
            />
          )}
        </List>
      )}
      {(!isPhone || conversationId !== null) && <Opened conversationId={conversationId} />}
    </>
  )
}
