import { type FormEvent, useEffect, useId, useRef, useState } from 'react'
import { t } from '../i18n/t.ts'
import { filtersOf } from '../inbox/inbox-search.ts'
import { queryOf } from '../inbox/list-query.ts'
import { useInboxAddress } from '../inbox/use-inbox-address.ts'
import { useClient } from '../live/client-context.tsx'
import { explain } from '../session/explain.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field, Input } from '../ui/field.tsx'
import { toast } from '../ui/toast.ts'
import { Switch } from '../ui/toggles.tsx'
import { useIsHere } from '../ui/use-is-here.ts'

/** Keeps the filters of the address under a name. */
export function SaveViewDialog({ onClose }: { onClose(): void }) {
  const { requests } = useClient()
  const { view, search } = useInboxAddress()
  const id = useId()
  const field = useRef<HTMLInputElement>(null)
  const isHere = useIsHere()
  const [name, setName] = useState('')
  const [isShared, setShared] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)

  // After the dialog has opened, which takes the focus.
  useEffect(() => field.current?.focus(), [])

  async function save(event: FormEvent) {
    event.preventDefault()
    if (name.trim() === '') {
      setProblem(t('saved_views.name_missing'))
      return
    }
    setBusy(true)
    try {
      await requests.savedViews.create({
        name: name.trim(),
        filter: queryOf(view, filtersOf(search)),
        is_shared: isShared,
      })
      toast(t('saved_views.saved', { name: name.trim() }))
      // Whoever has closed it meanwhile may have opened something else.
      if (isHere()) onClose()
    } catch (error) {
      if (!isHere()) toast(explain(error), { look: 'bad' })
      setProblem(explain(error))
      setBusy(false)
    }
  }

  return (
    <Dialog
      title={t('saved_views.save_title')}
      description={t('saved_views.save_lead')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('saved_views.cancel')}</Button>
          <Button look="primary" type="submit" form={id} isBusy={isBusy}>
            {t('saved_views.keep')}
          </Button>
        </>
      }
    >
      <form id={id} onSubmit={(event) => void save(event)} className="grid gap-4 px-5 py-3">
        <Field label={t('saved_views.name')} error={problem}>
          <Input ref={field} value={name} maxLength={60} dir="auto" onChange={(event) => setName(event.target.value)} />
        </Field>
        <Switch
          label={t('saved_views.share')}
          hint={t('saved_views.share_hint')}
          checked={isShared}
          onChange={(event) => setShared(event.target.checked)}
        />
      </form>
    </Dialog>
  )
}
