import type { SandboxFaults } from '@switchboard/protocol'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { formatNumber } from '../i18n/format.ts'
import { currentLanguage } from '../i18n/language.ts'
import { t } from '../i18n/t.ts'
import { useClient } from '../live/client-context.tsx'
import { explain } from '../session/explain.ts'
import { Button } from '../ui/button.tsx'
import { Field, Select } from '../ui/field.tsx'
import { toast } from '../ui/toast.ts'

const likelihoods = [0, 0.1, 0.5, 1]
const steps: { readonly [F in keyof SandboxFaults]: readonly number[] } = {
  duplicates: likelihoods,
  drop: likelihoods,
  lose_answer: likelihoods,
  reorder: [0, 3, 5, 20],
  batch: [0, 5, 20, 100],
  delay_ms: [0, 1_000, 5_000, 30_000],
  stray_edits: likelihoods,
}
const names = Object.keys(steps) as (keyof SandboxFaults)[]

/** What goes wrong on the way; each takes effect when it is chosen. */
export function Faults({ faults }: { faults: SandboxFaults }) {
  const { requests } = useClient()
  const queries = useQueryClient()
  const change = useMutation({
    mutationFn: (some: Partial<SandboxFaults>) => requests.sandbox.setFaults(some),
    onSettled: () => queries.invalidateQueries({ queryKey: ['sandbox', 'state'] }),
    onError: (error) => toast(explain(error), { look: 'bad' }),
  })
  const shown = change.isPending ? { ...faults, ...change.variables } : faults
  return (
    <div className="grid gap-3">
      <p className="text-sm text-muted">{t('sandbox.faults_hint')}</p>
      <div className="grid grid-cols-2 gap-x-3 gap-y-2.5">
        {names.map((name) => (
          <Field key={name} label={t(`sandbox.fault.${name}`)}>
            <Select
              value={String(shown[name])}
              onChange={(event) => change.mutate({ [name]: Number(event.target.value) })}
            >
              {[...new Set([...steps[name], shown[name]])]
                .toSorted((a, b) => a - b)
                .map((value) => (
                  <option key={value} value={String(value)}>
                    {wordsOf(name, value)}
                  </option>
                ))}
            </Select>
          </Field>
        ))}
      </div>
      <Button
        size="sm"
        className="justify-self-end"
        disabled={names.every((name) => shown[name] === 0)}
        onClick={() => change.mutate(Object.fromEntries(names.map((name) => [name, 0])))}
      >
        {t('sandbox.faults_none')}
      </Button>
    </div>
  )
}

function wordsOf(name: keyof SandboxFaults, value: number): string {
  if (value === 0) return t('sandbox.fault_off')
  if (name === 'delay_ms') return t('sandbox.fault_seconds', { count: value / 1_000 })
  if (name === 'reorder' || name === 'batch') return t('sandbox.fault_of', { count: value })
  return percent(value)
}

function percent(value: number): string {
  return value > 1 ? formatNumber(value) : new Intl.NumberFormat(currentLanguage(), { style: 'percent' }).format(value)
}
