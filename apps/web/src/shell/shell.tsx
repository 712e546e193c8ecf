import { Outlet } from '@tanstack/react-router'
import { useState } from 'react'
import { useCommand } from '../commands/handlers.ts'
import { KeysSheet } from '../commands/keys-sheet.tsx'
import { Palette } from '../commands/palette.tsx'
import { useKeyboard } from '../commands/use-keyboard.ts'
import { useInboxAddress } from '../inbox/use-inbox-address.ts'
import { BottomBar } from './bottom-bar.tsx'
import { Rail } from './rail.tsx'
import { Strips } from './strips.tsx'
import { useRegions } from './use-regions.ts'
import { useShellCommands } from './use-shell-commands.ts'
import { useUnreadTitle } from './use-unread-title.ts'
import { useWidth } from './use-width.ts'

/** What is around every screen of a signed-in member. */
export function Shell() {
  const width = useWidth()
  const { conversationId } = useInboxAddress()
  const [layer, setLayer] = useState<'palette' | 'keys' | null>(null)
  const close = () => setLayer(null)
  useKeyboard()
  useRegions()
  useShellCommands()
  useUnreadTitle()
  useCommand('palette.open', () => setLayer('palette'))
  useCommand('keys.show', () => setLayer('keys'))

  return (
    <div className="flex h-dvh flex-col">
      <Strips />
      {/* Clipped: what lies over a pane, its shadow included, leaves the strips alone. */}
      <div className="relative flex min-h-0 flex-1 overflow-clip">
        {width !== 'phone' && <Rail />}
        <Outlet />
      </div>
      {width === 'phone' && conversationId === null && <BottomBar />}
      {layer === 'palette' && <Palette onClose={close} />}
      {layer === 'keys' && <KeysSheet onClose={close} />}
    </div>
  )
}
