import { t } from '../i18n/t.ts'
import { useMay } from '../session/use-me.ts'
import { IconButton } from '../ui/icon-button.tsx'
import { MenuItem } from '../ui/menu.tsx'
import type { Side } from '../ui/place.ts'
import { type CommandId, commandOf } from './all.ts'
import { useKeys } from './bindings.ts'
import { runCommand, useCanRun } from './handlers.ts'

interface ButtonProps {
  id: CommandId
  isDirectional?: boolean
  isPressed?: boolean
  tooltipSide?: Side
  className?: string
}

/** A command as a button: icon, name, key and permission are the registry's. */
export function CommandButton({ id, isPressed, ...props }: ButtonProps) {
  const { icon, label } = commandOf(id)
  const keys = useKeys(id)
  if (!useIsOffered(id)) return null
  return (
    <IconButton
      icon={icon}
      label={t(label)}
      keys={keys}
      aria-pressed={isPressed}
      onClick={() => runCommand(id)}
      {...props}
    />
  )
}

/** The same as an item of a menu. */
export function CommandItem({ id, isDanger }: { id: CommandId; isDanger?: boolean }) {
  const { icon, label } = commandOf(id)
  const keys = useKeys(id)
  if (!useIsOffered(id)) return null
  return (
    <MenuItem icon={icon} keys={keys} isDanger={isDanger ?? false} onSelect={() => runCommand(id)}>
      {t(label)}
    </MenuItem>
  )
}

function useIsOffered(id: CommandId): boolean {
  const { permission } = commandOf(id)
  const may = useMay(permission ?? 'inbox.view')
  return useCanRun(id) && (may || !permission)
}
