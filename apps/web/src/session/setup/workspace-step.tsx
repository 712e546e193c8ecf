import { type FormEvent, useMemo } from 'react'
import { languages } from '../../i18n/language.ts'
import { t } from '../../i18n/t.ts'
import { Field, Input, Select } from '../../ui/field.tsx'
import { fieldsOf } from '../fields-of.ts'
import type { SetupDraft } from './setup-draft.ts'
import { StepButtons } from './step-buttons.tsx'

interface Props {
  draft: SetupDraft
  onBack(): void
  onDone(part: Partial<SetupDraft>): void
}

export function WorkspaceStep({ draft, onBack, onDone }: Props) {
  const zones = useMemo(() => [...new Set([draft.time_zone, 'UTC', ...Intl.supportedValuesOf('timeZone')])], [draft])

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const { workspace_name = '', language = '', time_zone = '' } = fieldsOf(event.currentTarget)
    onDone({ workspace_name: workspace_name.trim(), language, time_zone })
  }
  return (
    <form onSubmit={submit} className="grid gap-4">
      <Field label={t('setup.workspace_name')} hint={t('setup.workspace_name_hint')}>
        <Input
          name="workspace_name"
          autoComplete="organization"
          maxLength={100}
          defaultValue={draft.workspace_name}
          placeholder={t('setup.workspace_of', { name: draft.name })}
          autoFocus
        />
      </Field>
      <Field label={t('setup.language')}>
        <Select name="language" defaultValue={draft.language}>
          {languages.map(({ code, name }) => (
            <option key={code} value={code} lang={code}>
              {name}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t('setup.time_zone')}>
        <Select name="time_zone" defaultValue={draft.time_zone}>
          {zones.map((zone) => (
            <option key={zone} value={zone}>
              {zone.replaceAll('_', ' ')}
            </option>
          ))}
        </Select>
      </Field>
      <StepButtons onBack={onBack} onSkip={() => onDone({})} />
    </form>
  )
}
