import type { LabelView } from '@switchboard/protocol'
import { useQuery } from '@tanstack/react-query'
import { Pencil, Plus, Tags, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { t } from '../../i18n/t.ts'
import { useClient } from '../../live/client-context.tsx'
import { useInbox } from '../../live/use-inbox.ts'
import { useMay } from '../../session/use-me.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { labelColor } from '../../ui/label-color.ts'
import { toast } from '../../ui/toast.ts'
import { ConfirmDialog } from '../confirm-dialog.tsx'
import { OnlyLook } from '../loaded.tsx'
import { LabelDialog } from './label-dialog.tsx'

type Layer = { is: 'new' } | { is: 'edit' | 'delete'; label: LabelView } | null

/** The labels of the workspace. They are live: what a colleague changes shows at once. */
export function LabelsSection() {
  const labels = useInbox((state) => state.labels)
  const mayChange = useMay('inbox.reply')
  const [layer, setLayer] = useState<Layer>(null)
  const close = () => setLayer(null)
  const sorted = [...labels.values()].sort((a, b) => a.name.localeCompare(b.name))
  return (
    <div className="flex flex-1 flex-col gap-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="text-muted">{t('label_list.lead')}</p>
        {mayChange && (
          <Button look="primary" onClick={() => setLayer({ is: 'new' })}>
            <Plus size={16} aria-hidden="true" />
            {t('label_list.new')}
          </Button>
        )}
      </div>
      {!mayChange && <OnlyLook />}
      {sorted.length === 0 ? (
        <EmptyState icon={Tags} title={t('label_list.empty')} text={t('label_list.empty_text')} />
      ) : (
        <ul aria-label={t('nav.labels')} className="lines rounded-lg border border-line">
          {sorted.map((label) => (
            <li key={label.id} className="flex min-h-11 items-center gap-3 ps-3.5 pe-1.5">
              <span
                className="size-3 shrink-0 rounded-full"
                style={{ background: labelColor(label.color) }}
                aria-hidden="true"
              />
              <span className="min-w-0 flex-1 truncate">
                <bdi>{label.name}</bdi>
                <span className="sr-only">, {t(`label_colors.${label.color}`)}</span>
              </span>
              {mayChange && (
                <>
                  <IconButton
                    icon={Pencil}
                    label={t('label_list.edit', { name: label.name })}
                    onClick={() => setLayer({ is: 'edit', label })}
                  />
                  <IconButton
                    icon={Trash2}
                    label={t('label_list.delete', { name: label.name })}
                    onClick={() => setLayer({ is: 'delete', label })}
                  />
                </>
              )}
            </li>
          ))}
        </ul>
      )}
      {layer?.is === 'new' && <LabelDialog label={null} count={sorted.length} onClose={close} />}
      {layer?.is === 'edit' && <LabelDialog label={layer.label} count={sorted.length} onClose={close} />}
      {layer?.is === 'delete' && <DeleteLabel label={layer.label} onClose={close} />}
    </div>
  )
}

/** Says first on how many conversations it is. */
function DeleteLabel({ label, onClose }: { label: LabelView; onClose(): void }) {
  const { requests } = useClient()
  const { id, name } = label
  const counts = useQuery({
    queryKey: ['conversation_counts'],
    queryFn: ({ signal }) => requests.conversationCounts({ signal }),
    staleTime: 0,
  })
  const count = counts.data?.labels[id] ?? 0
  const isMore = counts.data !== undefined && (count >= counts.data.limit || counts.data.labels_at_least)
  return (
    <ConfirmDialog
      title={t('label_list.delete_title', { name })}
      text={
        <>
          <p>{t('label_list.delete_lead')}</p>
          {count > 0 && <p className="mt-2">{t(isMore ? 'label_list.on_limit' : 'label_list.on', { count })}</p>}
        </>
      }
      confirm={t('forms.delete')}
      onConfirm={async () => {
        await requests.labels.remove(id)
        toast(t('label_list.deleted', { name }))
      }}
      onClose={onClose}
    />
  )
}
