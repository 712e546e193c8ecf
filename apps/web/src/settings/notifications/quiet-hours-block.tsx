import type { NotificationSettings, QuietHours } from '@switchboard/protocol'
import { useState } from 'react'
import { t } from '../../i18n/t.ts'
import { useInbox } from '../../live/use-inbox.ts'
import { Field, Input, Select } from '../../ui/field.tsx'
import { Switch } from '../../ui/toggles.tsx'
import { Block } from '../block.tsx'
import { SettingsForm } from '../settings-form.tsx'
import { ownTimeZone, timeIn, timeZones } from '../time-zones.ts'
import { useForm } from '../use-form.ts'

interface Props {
  hours: QuietHours | null
  onSwitch(change: Partial<NotificationSettings>): void
  onSave(change: Partial<NotificationSettings>): Promise<unknown>
}

/** Switched on with hours that most people sleep in, and then set. */
export function QuietHoursBlock({ hours, onSwitch, onSave }: Props) {
  const toggle = (isOn: boolean) => {
    onSwitch({ quiet_hours: isOn ? { from: '22:00', to: '07:00', time_zone: ownTimeZone() } : null })
  }
  return (
    <Block title={t('notify.quiet')} lead={t('notify.quiet_lead')}>
      <div className="rounded-lg border border-line px-3.5 py-3">
        <Switch
          label={t('notify.quiet_on')}
          checked={hours !== null}
          onChange={(event) => toggle(event.target.checked)}
        />
      </div>
      {hours && <HoursForm hours={hours} onSave={onSave} />}
    </Block>
  )
}

function HoursForm({ hours, onSave }: { hours: QuietHours; onSave: Props['onSave'] }) {
  const [draft, setDraft] = useState<Partial<QuietHours>>({})
  const { from, to, time_zone } = { ...hours, ...draft }
  const ownZone = useInbox((state) => state.workspace.time_zone)
  const form = useForm(async () => {
    await onSave({ quiet_hours: { from, to, time_zone } })
    setDraft((now) => (now === draft ? {} : now)) // from here on it follows what is changed elsewhere
  })
  const clock = timeIn(time_zone, new Date())
  return (
    <SettingsForm form={form}>
      <div className="grid grid-cols-2 gap-4">
        <Field label={t('notify.from')} error={form.errorOf('from')}>
          <Input
            type="time"
            name="from"
            required
            value={from}
            onChange={(event) => setDraft((before) => ({ ...before, from: event.target.value }))}
          />
        </Field>
        <Field label={t('notify.to')} hint={to <= from && t('notify.next_day')} error={form.errorOf('to')}>
          <Input
            type="time"
            name="to"
            required
            value={to}
            onChange={(event) => setDraft((before) => ({ ...before, to: event.target.value }))}
          />
        </Field>
      </div>
      <Field
        label={t('notify.time_zone')}
        hint={clock && t('workspace_facts.time_there', { time: clock })}
        error={form.errorOf('time_zone')}
      >
        <Select
          name="time_zone"
          value={time_zone}
          onChange={(event) => setDraft((before) => ({ ...before, time_zone: event.target.value }))}
        >
          {[...new Set([...timeZones(hours.time_zone), ownZone])].map((zone) => (
            <option key={zone} value={zone}>
              {zone}
            </option>
          ))}
        </Select>
      </Field>
    </SettingsForm>
  )
}
