import { Bookmark, BookmarkPlus, Check, Settings2, Users } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { t } from '../i18n/t.ts'
import { filtersOf } from '../inbox/inbox-search.ts'
import { addressOf, keyOf, queryOf } from '../inbox/list-query.ts'
import { useInboxAddress } from '../inbox/use-inbox-address.ts'
import { useInbox } from '../live/use-inbox.ts'
import { classes } from '../ui/classes.ts'
import { IconButton } from '../ui/icon-button.tsx'
import { Menu, MenuItem, MenuSeparator } from '../ui/menu.tsx'

const SaveViewDialog = lazy(async () => ({ default: (await import('./save-view-dialog.tsx')).SaveViewDialog }))
const EditViewsDialog = lazy(async () => ({ default: (await import('./edit-views-dialog.tsx')).EditViewsDialog }))

/** Sets of filters under a name: to go to, to keep, to change. */
export function SavedViewsMenu() {
  const { view, search, show } = useInboxAddress()
  const saved = useInbox((state) => [...state.saved_views.values()].toSorted((a, b) => a.position - b.position))
  const [dialog, setDialog] = useState<'save' | 'edit' | null>(null)
  const here = keyOf(queryOf(view, filtersOf(search)))
  const current = saved.find(({ filter }) => keyOf(asQuery(filter)) === here)
  const hasFilters = Object.keys(filtersOf(search)).length > 0
  const close = () => setDialog(null)
  return (
    <>
      <Menu
        label={t('saved_views.title')}
        align="end"
        trigger={(props) => (
          <IconButton
            icon={Bookmark}
            label={current ? t('saved_views.title_at', { name: current.name }) : t('saved_views.title')}
            {...props}
            className={classes(current && 'bg-selected text-accent-text')}
          />
        )}
      >
        {saved.map(({ id, name, filter, is_shared }) => (
          <MenuItem
            key={id}
            icon={id === current?.id ? Check : is_shared ? Users : Bookmark}
            onSelect={() => {
              const address = addressOf(filter)
              show(address.view, address.filters)
            }}
          >
            <bdi className="block max-w-64 truncate">{name}</bdi>
          </MenuItem>
        ))}
        {saved.length === 0 && (
          <MenuItem isDisabled onSelect={() => {}}>
            {t('saved_views.none')}
          </MenuItem>
        )}
        <MenuSeparator />
        <MenuItem
          icon={BookmarkPlus}
          isDisabled={!hasFilters || current !== undefined}
          onSelect={() => setDialog('save')}
        >
          {t('saved_views.save')}
        </MenuItem>
        <MenuItem icon={Settings2} isDisabled={saved.length === 0} onSelect={() => setDialog('edit')}>
          {t('saved_views.edit')}
        </MenuItem>
      </Menu>
      <Suspense fallback={null}>
        {dialog === 'save' && <SaveViewDialog onClose={close} />}
        {dialog === 'edit' && <EditViewsDialog onClose={close} />}
      </Suspense>
    </>
  )
}

/** As its address asks: what a filter leaves open, the view it is under decides. */
function asQuery(filter: Parameters<typeof addressOf>[0]) {
  const { view, filters } = addressOf(filter)
  return queryOf(view, filters)
}
