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
  onChange(change: Partial<NotificationSettings>): Promise<unknown>
}

/** Switched on with hours that most people sleep in, and then set. */
export function QuietHoursBlock({ hours, onChange }: Props) {
  const toggle = (isOn: boolean) => {
    const quiet_hours = isOn ? { from: '22:00', to: '07:00', time_zone: ownTimeZone() } : null
    onChange({ quiet_hours }).catch(() => {}) // said and taken back by what sends it
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
      {hours && <HoursForm key={JSON.stringify(hours)} hours={hours} onChange={onChange} />}
    </Block>
  )
}

function HoursForm({ hours, onChange }: { hours: QuietHours; onChange: Props['onChange'] }) {
  const [{ from, to, time_zone }, setDraft] = useState(hours)
  const ownZone = useInbox((state) => state.workspace.time_zone)
  const form = useForm(() => onChange({ quiet_hours: { from, to, time_zone } }))
  const clock = timeIn(time_zone, new Date())
  return (
    <SettingsForm form={form}>
      <div className="grid grid-cols-2 gap-4">
        <Field label={t('notify.from')} error={form.errorOf('from')}>
          <Input
            type="time"
            name="from"
            required
            defaultValue={hours.from}
            onChange={(event) => setDraft((before) => ({ ...before, from: event.target.value }))}
          />
        </Field>
        <Field label={t('notify.to')} hint={to <= from && t('notify.next_day')} error={form.errorOf('to')}>
          <Input
            type="time"
            name="to"
            required
            defaultValue={hours.to}
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
          defaultValue={hours.time_zone}
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
