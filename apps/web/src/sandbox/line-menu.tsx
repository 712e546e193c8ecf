import type { ProviderPlatform, SandboxLine, SandboxReceiptStatus } from '@switchboard/protocol'
import {
  CheckCheck,
  CircleAlert,
  Ellipsis,
  MousePointerClick,
  Pencil,
  Reply,
  SmilePlus,
  Trash2,
  Undo2,
} from 'lucide-react'
import { t } from '../i18n/t.ts'
import { IconButton } from '../ui/icon-button.tsx'
import { Menu, MenuItem, MenuSeparator } from '../ui/menu.tsx'
import { reactionsOf } from './attachables.ts'
import type { Context } from './composer.tsx'
import type { usePhone } from './use-sandbox.ts'

interface Props {
  platform: ProviderPlatform
  line: SandboxLine
  acts: readonly string[]
  receipts: readonly SandboxReceiptStatus[]
  onContext(context: Context): void
  onDo: ReturnType<typeof usePhone>['mutate']
}

/** What can be done with something that was said: by the customer, and by the platform. */
export function LineMenu({ platform, line, acts, receipts, onContext, onDo }: Props) {
  const { id, from, kind, text, reaction } = line
  const isMine = from === 'customer'
  const can = (act: string) => acts.includes(act)
  const words = text ?? t(kind === 'voice' ? 'sandbox.voice' : 'sandbox.answered_message')
  const label = t('sandbox.line_menu', { text: words.slice(0, 40) })
  return (
    <Menu
      label={label}
      align={isMine ? 'end' : 'start'}
      trigger={(props) => (
        <IconButton
          {...props}
          icon={Ellipsis}
          label={label}
          className="size-7 bg-surface/70 opacity-0 transition-opacity group-focus-within/line:opacity-100 group-hover/line:opacity-100 aria-expanded:opacity-100 pointer-coarse:opacity-100"
        />
      )}
    >
      <MenuItem icon={Reply} onSelect={() => onContext({ is: 'reply', id, text: words })}>
        {t('sandbox.line_reply')}
      </MenuItem>
      {!isMine &&
        reactionsOf[platform].map((emoji) => (
          <MenuItem key={emoji} icon={SmilePlus} onSelect={() => onDo({ act: { kind: 'reaction', to: id, emoji } })}>
            {t('sandbox.line_react', { emoji })}
          </MenuItem>
        ))}
      {!isMine && reaction && (
        <MenuItem icon={Undo2} onSelect={() => onDo({ act: { kind: 'unreaction', to: id } })}>
          {t('sandbox.line_unreact')}
        </MenuItem>
      )}
      {!isMine && can('button_reply') && (
        <MenuItem
          icon={MousePointerClick}
          onSelect={() =>
            onDo({ act: { kind: 'button_reply', to: id, title: t('sandbox.samples.button'), payload: 'YES' } })
          }
        >
          {t('sandbox.line_tap')}
        </MenuItem>
      )}
      {isMine && kind === 'text' && can('edit') && (
        <MenuItem icon={Pencil} onSelect={() => onContext({ is: 'edit', id, text: words })}>
          {t('sandbox.line_edit')}
        </MenuItem>
      )}
      {isMine && can('unsend') && (
        <MenuItem icon={Trash2} isDanger onSelect={() => onDo({ act: { kind: 'unsend', to: id } })}>
          {t('sandbox.line_unsend')}
        </MenuItem>
      )}
      {!isMine && (
        <>
          <MenuSeparator />
          {receipts.map((status) => (
            <MenuItem
              key={status}
              icon={status === 'failed' ? CircleAlert : CheckCheck}
              onSelect={() => onDo({ receipt: status, id })}
            >
              {t(`sandbox.mark.${status}`)}
            </MenuItem>
          ))}
        </>
      )}
    </Menu>
  )
}
