import type { ChangeSavedView, SavedView } from '@switchboard/protocol'
import { Trash2 } from 'lucide-react'
import { useRef, useState } from 'react'
import { t } from '../i18n/t.ts'
import { useClient } from '../live/client-context.tsx'
import { useInbox } from '../live/use-inbox.ts'
import { explain } from '../session/explain.ts'
import { useMay, useMe } from '../session/use-me.ts'
import { Dialog } from '../ui/dialog.tsx'
import { Input } from '../ui/field.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { toast } from '../ui/toast.ts'
import { Checkbox } from '../ui/toggles.tsx'

/** Names, sharing, and taking away. Everything takes effect at once. */
export function EditViewsDialog({ onClose }: { onClose(): void }) {
  const saved = useInbox((state) => [...state.saved_views.values()].toSorted((a, b) => a.position - b.position))
  return (
    <Dialog title={t('saved_views.edit_title')} onClose={onClose}>
      {saved.length === 0 && <p className="px-5 pb-5 text-muted">{t('saved_views.none')}</p>}
      <ul className="px-5 pb-4">
        {saved.map((view) => (
          <EditedView key={view.id} view={view} />
        ))}
      </ul>
    </Dialog>
  )
}

function EditedView({ view }: { view: SavedView }) {
  const { requests } = useClient()
  const me = useMe()
  const mayManage = useMay('members.manage')
  const [name, setName] = useState(view.name)
  const isGoing = useRef(false)
  const isOurs = view.owner_id === me.id || mayManage

  async function change(body: ChangeSavedView) {
    try {
      await requests.savedViews.change(view.id, body)
    } catch (error) {
      // What was typed since is somebody's next try.
      setName((now) => (now.trim() === body.name ? view.name : now))
      toast(explain(error), { look: 'bad' })
    }
  }

  async function remove() {
    if (isGoing.current) return
    isGoing.current = true
    try {
      await requests.savedViews.remove(view.id)
    } catch (error) {
      isGoing.current = false
      toast(explain(error), { look: 'bad' })
      return
    }
    const { filter, is_shared, position } = view
    const again = () =>
      requests.savedViews
        .create({ name: view.name, filter, is_shared, position })
        .catch((error: unknown) => toast(explain(error), { look: 'bad' }))
    toast(t('saved_views.removed', { name: view.name }), {
      action: { label: t('common.undo'), run: () => void again() },
    })
  }

  function rename() {
    const next = name.trim()
    if (next === '') setName(view.name)
    else if (next !== view.name) void change({ name: next })
  }

  return (
    <li className="flex items-center gap-3 border-b border-line py-2 last:border-0">
      <Input
        aria-label={t('saved_views.name_of', { name: view.name })}
        value={name}
        maxLength={60}
        dir="auto"
        disabled={!isOurs}
        onChange={(event) => setName(event.target.value)}
        onBlur={rename}
        onKeyDown={(event) => event.key === 'Enter' && rename()}
      />
      <Checkbox
        label={<span className="whitespace-nowrap">{t('saved_views.shared')}</span>}
        className="shrink-0"
        checked={view.is_shared}
        disabled={!isOurs}
        onChange={(event) => void change({ is_shared: event.target.checked })}
      />
      <IconButton
        icon={Trash2}
        label={t('saved_views.remove', { name: view.name })}
        disabled={!isOurs}
        onClick={() => void remove()}
      />
    </li>
  )
}
