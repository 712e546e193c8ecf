import type { LabelColor, LabelView } from '@switchboard/protocol'
import { useId } from 'react'
import { t } from '../../i18n/t.ts'
import { useClient } from '../../live/client-context.tsx'
import { Problem } from '../../session/front-page.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { labelColor, labelColors } from '../../ui/label-color.ts'
import { toast } from '../../ui/toast.ts'
import { useIsHere } from '../../ui/use-is-here.ts'
import { useForm } from '../use-form.ts'

interface Props {
  /** Null: a new one. */
  label: LabelView | null
  /** How many there are: a new one takes the next colour. */
  count: number
  onClose(): void
}

export function LabelDialog({ label, count, onClose }: Props) {
  const { requests } = useClient()
  const isHere = useIsHere()
  const form = useForm(
    async (fields) => {
      const draft = { name: fields.name!.trim(), color: fields.color as LabelColor }
      if (label) await requests.labels.change(label.id, draft)
      else await requests.labels.create(draft)
      if (!label) toast(t('label_list.created', { name: draft.name }))
      if (isHere()) onClose()
    },
    { name_taken: { field: 'name' }, limit_reached: { field: 'name' } },
  )
  return (
    <Dialog title={label ? t('label_list.edit', { name: label.name }) : t('label_list.new')} onClose={onClose}>
      <form ref={form.ref} onSubmit={form.onSubmit} onInput={form.onInput} className="grid gap-4 px-5 pt-1 pb-5">
        <Field label={t('label_list.name')} error={form.errorOf('name')}>
          <Input
            name="name"
            required
            maxLength={40}
            pattern=".*\S.*"
            defaultValue={label?.name ?? ''}
            autoComplete="off"
            dir="auto"
            autoFocus
          />
        </Field>
        <Colors chosen={label?.color ?? labelColors[count % labelColors.length]!} />
        {form.problem && <Problem>{form.problem}</Problem>}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('forms.cancel')}</Button>
          <Button type="submit" look="primary" isBusy={form.isBusy} disabled={label !== null && !form.isDirty}>
            {label ? t('forms.save') : t('label_list.create')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

function Colors({ chosen }: { chosen: LabelColor }) {
  const id = useId()
  return (
    <fieldset>
      <legend className="mb-1.5 font-medium">{t('label_list.color')}</legend>
      <div className="flex flex-wrap gap-1">
        {labelColors.map((color) => (
          <label
            key={color}
            title={t(`label_colors.${color}`)}
            className="grid size-9 cursor-pointer place-items-center rounded-md border-2 border-transparent hover:bg-hover has-checked:border-accent has-focus-visible:outline-2 has-focus-visible:outline-focus"
          >
            <input
              type="radio"
              id={`${id}-${color}`}
              name="color"
              value={color}
              defaultChecked={color === chosen}
              aria-label={t(`label_colors.${color}`)}
              className="sr-only"
            />
            <span aria-hidden="true" className="size-5 rounded-full" style={{ background: labelColor(color) }} />
          </label>
        ))}
      </div>
    </fieldset>
  )
}
