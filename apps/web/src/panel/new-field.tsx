import type { ContactField } from '@switchboard/protocol'
import { type FormEvent, useState } from 'react'
import { t } from '../i18n/t.ts'
import { explain } from '../session/explain.ts'
import { Button } from '../ui/button.tsx'
import { Field, Input } from '../ui/field.tsx'
import { toast } from '../ui/toast.ts'
import { useIsHere } from '../ui/use-is-here.ts'

interface Props {
  isTaken(name: string): boolean
  onAdd(field: ContactField): Promise<unknown>
  onClose(): void
}

export function NewField({ isTaken, onAdd, onClose }: Props) {
  const [name, setName] = useState('')
  const [value, setValue] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const isHere = useIsHere()

  async function add(event: FormEvent) {
    event.preventDefault()
    const field = { name: name.trim(), value: value.trim() }
    if (field.name === '' || isBusy) return
    if (isTaken(field.name)) return setProblem(t('panel.field_taken'))
    setBusy(true)
    try {
      await onAdd(field)
      if (isHere()) onClose() // or the next one would close
    } catch (error) {
      if (!isHere()) toast(explain(error), { look: 'bad' })
      setProblem(explain(error))
      setBusy(false)
    }
  }

  return (
    <form
      onSubmit={(event) => void add(event)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.preventDefault()
        onClose()
      }}
      className="mt-2 grid gap-2.5 rounded-lg border border-line bg-sunken p-3"
    >
      <Field label={t('panel.field_name')} error={problem}>
        <Input
          autoFocus
          dir="auto"
          autoComplete="off"
          placeholder={t('panel.field_name_hint')}
          maxLength={60}
          value={name}
          onChange={(event) => {
            setName(event.target.value)
            setProblem(null)
          }}
        />
      </Field>
      <Field label={t('panel.field_value')}>
        <Input
          dir="auto"
          autoComplete="off"
          maxLength={500}
          value={value}
          onChange={(event) => setValue(event.target.value)}
        />
      </Field>
      <div className="flex justify-end gap-2">
        <Button size="sm" look="ghost" onClick={onClose}>
          {t('panel.cancel')}
        </Button>
        <Button size="sm" look="primary" type="submit" isBusy={isBusy} disabled={name.trim() === ''}>
          {t('panel.add')}
        </Button>
      </div>
    </form>
  )
}
