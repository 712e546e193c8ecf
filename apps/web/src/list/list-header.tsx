import { Ellipsis, SquareCheck } from 'lucide-react'
import { t } from '../i18n/t.ts'
import { useClient } from '../live/client-context.tsx'
import { ConnectionIndicator } from '../live/connection-indicator.tsx'
import { useConnectionStatus, useInbox } from '../live/use-inbox.ts'
import { IconButton } from '../ui/icon-button.tsx'
import { Menu, MenuItem, MenuRadioGroup, MenuSeparator } from '../ui/menu.tsx'
import { densities, setDensity, useDensity } from './density.ts'

export function ListHeader({ onSelect }: { onSelect(): void }) {
  const { connection } = useClient()
  const status = useConnectionStatus()
  const workspace = useInbox((state) => state.workspace.name)
  const density = useDensity()
  return (
    <div className="flex min-h-7 items-center gap-2">
      <h1 className="min-w-0 flex-1 truncate text-lg font-semibold">{workspace}</h1>
      <ConnectionIndicator status={status} onRetry={() => connection.retryNow()} />
      <Menu
        label={t('list.options')}
        align="end"
        trigger={(props) => <IconButton icon={Ellipsis} label={t('list.options')} {...props} className="-me-1.5" />}
      >
        <MenuItem icon={SquareCheck} onSelect={onSelect}>
          {t('list.select_some')}
        </MenuItem>
        <MenuSeparator />
        <MenuRadioGroup
          label={t('list.density')}
          value={density}
          options={densities.map((value) => ({ value, label: t(`list.${value}`) }))}
          onChange={setDensity}
        />
      </Menu>
    </div>
  )
}
