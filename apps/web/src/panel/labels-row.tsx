import type { ConversationView, LabelView } from '@switchboard/protocol'
import { Plus, X } from 'lucide-react'
import { t } from '../i18n/t.ts'
import { useClient } from '../live/client-context.tsx'
import { changeLabels } from '../live/conversation-actions.ts'
import { useInbox } from '../live/use-inbox.ts'
import { useMay } from '../session/use-me.ts'
import { IconButton } from '../ui/icon-button.tsx'
import { Popover } from '../ui/popover.tsx'
import { LabelChip } from './label-chip.tsx'
import { LabelPicker } from './label-picker.tsx'
import { returnFocus } from './return-focus.ts'

export function LabelsRow({ conversation: { id, labels } }: { conversation: ConversationView }) {
  const client = useClient()
  const mayChange = useMay('inbox.reply')
  const known = useInbox((state) => state.labels)
  const shown = labels.flatMap((labelId) => known.get(labelId) ?? []).toSorted(byName)

  function toggle(labelId: string) {
    changeLabels(client, id, labels.includes(labelId) ? { remove: [labelId] } : { add: [labelId] })
  }

  return (
    <div className="grid grid-cols-[6.5rem_minmax(0,1fr)] gap-x-3">
      <span className="pt-1 text-sm text-muted">{t('panel.labels')}</span>
      <div className="flex min-w-0 flex-wrap items-center gap-1.5">
        <ul aria-label={t('panel.labels')} className="contents">
          {shown.map((label) => (
            <li key={label.id} className="flex max-w-full">
              <LabelChip label={label}>
                {mayChange && (
                  <button
                    type="button"
                    aria-label={t('panel.label_remove', { name: label.name })}
                    onClick={() => {
                      returnFocus('[data-region]', '[data-labels-edit]')
                      toggle(label.id)
                    }}
                    className="-me-1.5 grid size-6 shrink-0 place-items-center rounded-full opacity-70 hover:opacity-100"
                  >
                    <X size={12} aria-hidden="true" />
                  </button>
                )}
              </LabelChip>
            </li>
          ))}
        </ul>
        {shown.length === 0 && !mayChange && <span className="text-muted">{t('panel.labels_none')}</span>}
        {mayChange && (
          <Popover
            label={t('panel.labels_edit')}
            align="end"
            className="w-72 p-0!"
            trigger={(props) => (
              <IconButton
                {...props}
                data-labels-edit=""
                icon={Plus}
                label={t('panel.labels_edit')}
                className="size-7"
              />
            )}
          >
            <LabelPicker held={labels} onToggle={toggle} />
          </Popover>
        )}
      </div>
    </div>
  )
}

function byName(a: LabelView, b: LabelView): number {
  return a.name.localeCompare(b.name)
}
