import type { NotificationSettings } from '@switchboard/protocol'
import { t } from '../../i18n/t.ts'
import { Switch } from '../../ui/toggles.tsx'
import { Block } from '../block.tsx'
import { Loaded } from '../loaded.tsx'
import { BrowserBlock } from './browser-block.tsx'
import { QuietHoursBlock } from './quiet-hours-block.tsx'
import { useNotificationSettings } from './use-notification-settings.ts'

/** How one hears of messages: for this member everywhere, and below for this browser. */
export function NotificationsSection() {
  const { settings, change, save } = useNotificationSettings()
  return (
    <Loaded query={settings}>
      {(data) => (
        <div>
          <Choices title={t('notify.when')} names={['sound', 'desktop', 'push']} data={data} onChange={change} />
          <BrowserBlock wantsPush={data.push} />
          <Choices title={t('notify.what')} names={['only_mine', 'show_content']} data={data} onChange={change} />
          <QuietHoursBlock hours={data.quiet_hours} onSwitch={change} onSave={save} />
        </div>
      )}
    </Loaded>
  )
}

type Choice = 'sound' | 'desktop' | 'push' | 'only_mine' | 'show_content'

interface ChoicesProps {
  title: string
  names: readonly Choice[]
  data: NotificationSettings
  onChange(change: Partial<NotificationSettings>): void
}

function Choices({ title, names, data, onChange }: ChoicesProps) {
  return (
    <Block title={title}>
      <div className="lines rounded-lg border border-line">
        {names.map((name) => (
          <Switch
            key={name}
            className="px-3.5 py-3"
            label={t(`notify.${name}`)}
            hint={t(`notify.${name}_hint`)}
            checked={data[name]}
            onChange={(event) => onChange({ [name]: event.target.checked })}
          />
        ))}
      </div>
    </Block>
  )
}
