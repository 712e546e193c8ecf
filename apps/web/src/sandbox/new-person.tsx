import type { ProviderPlatform } from '@switchboard/protocol'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import { t } from '../i18n/t.ts'
import { platformName } from '../inbox/platform-mark.tsx'
import { useClient } from '../live/client-context.tsx'
import { explain } from '../session/explain.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field, Input } from '../ui/field.tsx'
import { toast } from '../ui/toast.ts'
import { useIsHere } from '../ui/use-is-here.ts'

interface Props {
  platform: ProviderPlatform
  onClose(): void
  onMade(handle: string): void
}

export function NewPerson({ platform, onClose, onMade }: Props) {
  const form = useId()
  const { requests } = useClient()
  const queries = useQueryClient()
  const [name, setName] = useState('')
  const isHere = useIsHere()
  const make = useMutation({
    mutationFn: (body: { handle: string; name: string }) => requests.sandbox.addPerson({ platform, ...body }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['sandbox', 'state'] }),
    onError: (error) => isHere() || toast(explain(error), { look: 'bad' }),
  })

  function submit(event: FormEvent) {
    event.preventDefault()
    const trimmed = name.trim()
    if (!trimmed || make.isPending) return
    const body = { handle: handleOf(trimmed), name: trimmed }
    // Said here it is not heard once the dialog is gone: whoever cancelled goes on with the phone as it is.
    make.mutate(body, { onSuccess: ({ handle }) => onMade(handle) })
  }

  return (
    <Dialog
      title={t('sandbox.new_person_title', { platform: platformName(platform) })}
      onClose={onClose}
      className="w-[min(24rem,calc(100vw-1.5rem))]"
      footer={
        <>
          <Button onClick={onClose}>{t('panel.cancel')}</Button>
          <Button look="primary" type="submit" form={form} isBusy={make.isPending} disabled={name.trim() === ''}>
            {t('sandbox.new_person_create')}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="px-5 pt-1 pb-5">
        <Field label={t('sandbox.new_person_name')} error={make.error && explain(make.error)}>
          <Input
            autoFocus
            dir="auto"
            autoComplete="off"
            maxLength={60}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
      </form>
    </Dialog>
  )
}

/** Two may have the same name, and not every name has letters for a handle. */
function handleOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
  const suffix = crypto.getRandomValues(new Uint16Array(1))[0]!.toString(36)
  return `${plain.slice(0, 24) || 'somebody'}-${suffix}`
}
