import { useNavigate } from '@tanstack/react-router'
import { useId } from 'react'
import { t } from '../../i18n/t.ts'
import { platformName } from '../../inbox/platform-mark.tsx'
import { useInbox } from '../../live/use-inbox.ts'
import { Button } from '../../ui/button.tsx'
import { Select } from '../../ui/field.tsx'
import { settingsAddress } from '../settings-address.ts'
import { type EventSearch, eventPlatforms, eventStates } from './event-filter.ts'

/** In the address, so that what is looked at can be sent to a colleague. */
export function EventFilters({ search }: { search: EventSearch }) {
  const navigate = useNavigate()
  const accounts = useInbox((state) => state.accounts)
  const { state, platform, account } = search
  const go = (next: EventSearch) =>
    void navigate({
      ...settingsAddress('events'),
      search: Object.fromEntries(Object.entries(next).filter(([, value]) => value)),
      replace: true,
    })
  const options = [...accounts.values()]
    .filter((one) => !platform || one.platform === platform)
    .sort((a, b) => a.name.localeCompare(b.name))
  return (
    <div className="flex flex-wrap items-end gap-3">
      <Choice label={t('inbound.state')} value={state} onChange={(value) => go({ ...search, state: value })}>
        {eventStates.map((one) => (
          <option key={one} value={one}>
            {t(`inbound.${one}`)}
          </option>
        ))}
      </Choice>
      <Choice
        label={t('inbound.platform')}
        value={platform}
        // An account of another platform would leave nothing to see.
        onChange={(value) => go({ ...search, platform: value, account: '' })}
      >
        {eventPlatforms.map((one) => (
          <option key={one} value={one}>
            {platformName(one)}
          </option>
        ))}
      </Choice>
      <Choice label={t('inbound.account')} value={account} onChange={(value) => go({ ...search, account: value })}>
        {options.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Choice>
      {(state || platform || account) && (
        <Button look="ghost" className="h-9" onClick={() => go({})}>
          {t('inbound.clear')}
        </Button>
      )}
    </div>
  )
}

interface ChoiceProps {
  label: string
  value: string | undefined
  onChange(value: string): void
  children: React.ReactNode
}

function Choice({ label, value = '', onChange, children }: ChoiceProps) {
  const id = useId()
  return (
    <div className="grid min-w-36 gap-1 max-md:flex-1">
      <label htmlFor={id} className="text-sm text-muted">
        {label}
      </label>
      <Select id={id} value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">{t('inbound.any')}</option>
        {children}
      </Select>
    </div>
  )
}
