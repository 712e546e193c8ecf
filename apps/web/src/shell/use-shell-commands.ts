import { useNavigate } from '@tanstack/react-router'
import { useSyncExternalStore } from 'react'
import { useCommand } from '../commands/handlers.ts'
import { useInbox } from '../live/use-inbox.ts'
import { useSignOut } from '../session/sign-out.ts'
import { setTheme } from '../theme/theme.ts'
import { canUndo, onToasts, undoLast } from '../ui/toast.ts'

/** What can be done from everywhere. */
export function useShellCommands(): void {
  const navigate = useNavigate()
  const signOut = useSignOut()
  const isSandbox = useInbox((state) => state.workspace.is_sandbox)
  const isUndoable = useSyncExternalStore(onToasts, canUndo)
  useCommand('undo', () => void undoLast(), { when: isUndoable })
  useCommand('go.inbox', () => void navigate({ to: '/' }))
  useCommand('go.settings', () => void navigate({ to: '/settings' }))
  useCommand('go.sandbox', () => void navigate({ to: '/sandbox' }), { when: isSandbox })
  useCommand('theme.system', () => setTheme('system'))
  useCommand('theme.light', () => setTheme('light'))
  useCommand('theme.dark', () => setTheme('dark'))
  useCommand('theme.contrast', () => setTheme('contrast'))
  useCommand('session.sign_out', () => void signOut())
}
