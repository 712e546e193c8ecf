import type { SandboxFaults, SandboxState } from '@switchboard/protocol'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Bug, ListTree, SquareTerminal, Zap } from 'lucide-react'
import { useState } from 'react'
import { t } from '../i18n/t.ts'
import { useClient } from '../live/client-context.tsx'
import { explain } from '../session/explain.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Menu, MenuItem } from '../ui/menu.tsx'
import { Popover } from '../ui/popover.tsx'
import { toast } from '../ui/toast.ts'
import { Switch } from '../ui/toggles.tsx'
import { CommandLines } from './command-lines.tsx'
import { Faults } from './faults.tsx'

interface Props {
  state: SandboxState
  isLogOpen: boolean
  onToggleLog(): void
}

const bursts = [5, 25, 100, 500]

/** What concerns all phones: who writes by themselves, how much at once, and what goes wrong. */
export function Controls({ state, isLogOpen, onToggleLog }: Props) {
  const { requests } = useClient()
  const queries = useQueryClient()
  const [isCli, setCli] = useState(false)
  const look = () => void queries.invalidateQueries({ queryKey: ['sandbox'] })
  const complain = (error: unknown) => void toast(explain(error), { look: 'bad' })

  const script = useMutation({
    mutationFn: (running: boolean) => requests.sandbox.setScript({ running }),
    onSettled: look,
    onError: complain,
  })
  const burst = useMutation({
    mutationFn: (count: number) => requests.sandbox.burst({ count }),
    onSuccess: ({ ids }) => toast(t('sandbox.burst_sent', { count: ids.length })),
    onSettled: look,
    onError: complain,
  })
  const on = faultsOn(state.faults)
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <Switch
        label={t('sandbox.script')}
        checked={script.isPending ? script.variables : state.script.running}
        onChange={(event) => script.mutate(event.target.checked)}
        className="items-center gap-2.5!"
      />
      <Menu
        label={t('sandbox.burst')}
        align="end"
        trigger={(props) => (
          <Button {...props} size="sm" isBusy={burst.isPending}>
            {!burst.isPending && <Zap size={14} aria-hidden="true" />}
            {t('sandbox.burst')}
          </Button>
        )}
      >
        <p className="px-2 pt-1 pb-1.5 text-xs text-muted">{t('sandbox.burst_hint')}</p>
        {bursts.map((count) => (
          <MenuItem key={count} onSelect={() => burst.mutate(count)}>
            {t('sandbox.burst_count', { count })}
          </MenuItem>
        ))}
      </Menu>
      <Popover
        label={t('sandbox.faults')}
        align="end"
        className="w-88"
        trigger={(props) => (
          <Button {...props} size="sm">
            <Bug size={14} aria-hidden="true" />
            {t('sandbox.faults')}
            {on > 0 && <Badge look="warn">{t('sandbox.faults_on', { count: on })}</Badge>}
          </Button>
        )}
      >
        <Faults faults={state.faults} />
      </Popover>
      <Button size="sm" aria-pressed={isLogOpen} onClick={onToggleLog} className="aria-pressed:bg-selected">
        <ListTree size={14} aria-hidden="true" />
        {t('sandbox.log')}
        {state.pending > 0 && <Badge look="accent">{t('sandbox.log_pending', { count: state.pending })}</Badge>}
      </Button>
      <Button size="sm" look="ghost" className="max-md:hidden" onClick={() => setCli(true)}>
        <SquareTerminal size={14} aria-hidden="true" />
        {t('sandbox.cli')}
      </Button>
      {isCli && (
        <Dialog title={t('sandbox.cli')} description={t('sandbox.cli_lead')} onClose={() => setCli(false)}>
          <CommandLines />
        </Dialog>
      )}
    </div>
  )
}

function faultsOn(faults: SandboxFaults): number {
  return Object.values(faults).filter((value) => value > 0).length
}
