import type { ConversationView } from '@switchboard/protocol'
import { Search } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { t } from '../i18n/t.ts'
import { nameOf } from '../inbox/contact-name.ts'
import { PlatformAvatar } from '../inbox/platform-avatar.tsx'
import { useInboxAddress } from '../inbox/use-inbox-address.ts'
import { useInbox } from '../live/use-inbox.ts'
import { useMe } from '../session/use-me.ts'
import { Dialog } from '../ui/dialog.tsx'
import { Kbd } from '../ui/kbd.tsx'
import { commands } from './all.ts'
import { keysOf } from './bindings.ts'
import { commandGroups } from './command.ts'
import { canRun, runCommand } from './handlers.ts'
import { matches } from './match.ts'

interface Option {
  id: string
  text: string
  lead: ReactNode
  keys?: string | undefined
  run(): void
}

const mostConversations = 6

/** Every command that can be run here, by its name, and the loaded conversations by theirs. */
export function Palette({ onClose }: { onClose(): void }) {
  const id = useId()
  const [query, setQuery] = useState('')
  const [chosen, setChosen] = useState(0)
  const list = useRef<HTMLDivElement>(null)
  const groups = [
    { label: t('palette.conversations'), options: useConversationOptions(query) },
    { label: t('palette.commands'), options: useCommandOptions(query) },
  ].filter(({ options }) => options.length > 0)
  const options = groups.flatMap((group) => group.options)
  const at = Math.min(chosen, options.length - 1)

  useEffect(() => {
    list.current?.querySelector(`[data-n="${at}"]`)?.scrollIntoView({ block: 'nearest' })
  }, [at])

  function run(option: Option | undefined) {
    if (!option) return
    onClose()
    // After the dialog has given the focus back, so that what it does may take it.
    queueMicrotask(() => option.run())
  }

  function move(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return
    const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1 }
    const to = steps[event.key]
    if (to !== undefined && options.length > 0) setChosen((to + options.length) % options.length)
    else if (event.key === 'Enter') run(options[at])
    else return
    event.preventDefault()
  }

  return (
    <Dialog
      title={t('commands.palette')}
      isTitleHidden
      onClose={onClose}
      className="mt-[12vh] mb-auto w-[min(36rem,calc(100vw-1.5rem))]"
    >
      <label className="sticky top-0 flex items-center gap-3 border-b border-line bg-raised px-4">
        <Search size={16} aria-hidden="true" className="shrink-0 text-muted" />
        <input
          type="text"
          role="combobox"
          aria-label={t('palette.label')}
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={options.length > 0 ? `${id}-${at}` : undefined}
          placeholder={t('palette.placeholder')}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value)
            setChosen(0)
          }}
          onKeyDown={move}
          dir="auto"
          className="h-12 min-w-0 flex-1 bg-transparent text-lg outline-none"
        />
      </label>
      <div ref={list} id={`${id}-list`} role="listbox" aria-label={t('commands.palette')} className="p-1.5">
        {groups.map((group) => (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset has no place in a listbox
          <div key={group.label} role="group" aria-label={group.label}>
            <p aria-hidden="true" className="px-2.5 pt-2 pb-1 text-xs font-medium text-muted">
              {group.label}
            </p>
            {group.options.map((option) => {
              const n = options.indexOf(option)
              return (
                // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's
                // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field
                <div
                  key={option.id}
                  id={`${id}-${n}`}
                  data-n={n}
                  role="option"
                  aria-selected={n === at}
                  onPointerMove={() => setChosen(n)}
                  onClick={() => run(option)}
                  className="flex min-h-9 cursor-pointer items-center gap-3 rounded-md px-2.5 py-1 aria-selected:bg-hover"
                >
                  {option.lead}
                  <bdi className="flex-1 truncate">{option.text}</bdi>
                  {option.keys && <Kbd keys={option.keys} />}
                </div>
              )
            })}
          </div>
        ))}
      </div>
      {options.length === 0 && (
        <p role="status" className="px-4 pb-5 text-center text-muted">
          {t('palette.nothing')}
        </p>
      )}
    </Dialog>
  )
}

function useCommandOptions(query: string): Option[] {
  const { permissions } = useMe()
  return commandGroups
    .flatMap((group) => commands.filter((command) => command.group === group))
    .filter(
      ({ id, isHidden, permission }) => !isHidden && canRun(id) && (!permission || permissions.includes(permission)),
    )
    .map(({ id, label, icon: Icon }) => ({
      id,
      text: t(label),
      lead: <Icon size={16} strokeWidth={1.9} aria-hidden="true" className="shrink-0 text-muted" />,
      keys: keysOf(id)[0],
      run: () => void runCommand(id),
    }))
    .filter(({ text }) => matches(text, query))
}

function useConversationOptions(query: string): Option[] {
  const conversations = useInbox((state) => state.conversations)
  const { open } = useInboxAddress()
  if (query.trim() === '') return []
  return firstOf(conversations.values(), query).map((conversation) => ({
    id: conversation.id,
    text: nameOf(conversation),
    lead: <PlatformAvatar conversation={conversation} size={24} />,
    run: () => open(conversation.id),
  }))
}

/** As many as are shown, and no further: there may be fifty thousand. */
function firstOf(conversations: Iterable<ConversationView>, query: string): ConversationView[] {
  const found: ConversationView[] = []
  for (const conversation of conversations) {
    if (matches(wordsOf(conversation), query)) found.push(conversation)
    if (found.length === mostConversations) break
  }
  return found
}

function wordsOf({ contact }: ConversationView): string {
  return [contact?.name, contact?.username, contact?.phone].filter(Boolean).join(' ')
}
