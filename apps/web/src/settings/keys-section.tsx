import { RotateCcw, X } from 'lucide-react'
import { type KeyboardEvent, useState } from 'react'
import { type CommandId, commandOf, commands } from '../commands/all.ts'
import { allowSingleKeys, keysOf, ownerOf, rebind, resetBindings, useBindings } from '../commands/bindings.ts'
import { commandGroups } from '../commands/command.ts'
import { keyOf } from '../commands/keys.ts'
import { t } from '../i18n/t.ts'
import { Button } from '../ui/button.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { Kbd } from '../ui/kbd.tsx'
import { toast } from '../ui/toast.ts'
import { Switch } from '../ui/toggles.tsx'

/** Every command with its keys, each to be changed or taken away. */
export function KeysSection() {
  const { hasSingleKeys } = useBindings()
  return (
    <div className="grid gap-6">
      <Switch
        label={t('keys.single')}
        hint={t('keys.single_hint')}
        checked={hasSingleKeys}
        onChange={(event) => allowSingleKeys(event.target.checked)}
      />
      {commandGroups.map((group) => (
        <section key={group}>
          <h2 className="pb-1 text-sm font-medium text-muted">{t(`command_groups.${group}`)}</h2>
          <ul className="lines rounded-lg border border-line">
            {commands
              .filter((command) => command.group === group)
              .map(({ id }) => (
                <KeyRow key={id} id={id} />
              ))}
          </ul>
        </section>
      ))}
      <div>
        <Button onClick={resetBindings}>
          <RotateCcw size={15} aria-hidden="true" />
          {t('keys.reset_all')}
        </Button>
      </div>
    </div>
  )
}

function KeyRow({ id }: { id: CommandId }) {
  const bindings = useBindings()
  const [isRecording, setRecording] = useState(false)
  const { icon: Icon, label } = commandOf(id)
  const keys = bindings.changed[id] ?? commandOf(id).keys ?? []
  const isOff = keysOf(id, bindings).length === 0

  function record(event: KeyboardEvent) {
    if (event.key === 'Tab') return
    event.preventDefault()
    event.stopPropagation()
    if (event.key === 'Escape') return setRecording(false)
    const key = keyOf(event.nativeEvent)
    if (key === null) return
    const owner = ownerOf(key)
    if (owner && owner !== id) {
      toast(t('keys.taken', { command: t(commandOf(owner).label) }), { look: 'bad' })
      return
    }
    rebind(id, [key])
    setRecording(false)
  }

  return (
    <li className="flex min-h-11 items-center gap-3 ps-3 pe-1.5">
      <Icon size={16} strokeWidth={1.9} aria-hidden="true" className="shrink-0 text-muted" />
      <span className="min-w-0 flex-1">{t(label)}</span>
      <button
        type="button"
        aria-pressed={isRecording}
        onClick={() => setRecording(true)}
        onBlur={() => setRecording(false)}
        onKeyDown={isRecording ? record : undefined}
        className="flex min-h-8 items-center gap-2 rounded-md border border-transparent px-2 hover:border-line-strong aria-pressed:border-accent aria-pressed:bg-accent-soft"
      >
        <span className="sr-only">{t('keys.change', { command: t(label) })}</span>
        {isRecording ? (
          <span className="text-accent-text">{t('keys.press')}</span>
        ) : keys.length === 0 ? (
          <span className="text-sm text-muted">{t('keys.none')}</span>
        ) : (
          <span className={isOff ? 'line-through opacity-60' : ''}>
            {keys.map((one) => (
              <Kbd key={one} keys={one} />
            ))}
          </span>
        )}
      </button>
      {id in bindings.changed ? (
        <IconButton icon={RotateCcw} label={t('keys.reset', { command: t(label) })} onClick={() => rebind(id, null)} />
      ) : (
        <IconButton
          icon={X}
          label={t('keys.remove', { command: t(label) })}
          disabled={keys.length === 0}
          onClick={() => rebind(id, [])}
        />
      )}
    </li>
  )
}
