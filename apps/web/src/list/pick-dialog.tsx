import type { ConversationChange, LabelColor, LabelView } from '@switchboard/protocol'
import { Check, Minus, Plus, Search, UserX } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { matches } from '../commands/match.ts'
import { t } from '../i18n/t.ts'
import { useClient } from '../live/client-context.tsx'
import { useInbox } from '../live/use-inbox.ts'
import { explain } from '../session/explain.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { labelColor, labelColors } from '../ui/label-color.ts'
import { toast } from '../ui/toast.ts'
import { byName, memberName } from './names.ts'

interface Props {
  kind: 'assignee' | 'labels'
  ids: readonly string[]
  onClose(): void
  onChange(change: ConversationChange): void
}

/** To whom, or which labels: for one conversation or for many. */
export function PickDialog(props: Props) {
  return props.kind === 'assignee' ? <PickAssignee {...props} /> : <PickLabels {...props} />
}

function PickAssignee({ ids, onClose, onChange }: Props) {
  const me = useInbox((state) => state.me)
  const members = useInbox((state) => [...state.members.values()].filter(canAnswer).toSorted(byName))
  const current = useInbox((state) => [...new Set(ids.map((id) => state.conversations.get(id)?.assignee_id ?? null))])
  const choose = (assignee_id: string | null) => {
    onClose()
    onChange({ assignee_id })
  }
  const only = current.length === 1 ? current[0] : undefined
  const options: Option[] = [
    ...members
      .toSorted((a, b) => Number(b.id === me.id) - Number(a.id === me.id))
      .map((member) => ({
        id: member.id,
        text: member.id === me.id ? t('pick.me', { name: memberName(member) }) : memberName(member),
        lead: <Avatar id={member.id} name={memberName(member)} src={member.avatar_url} size={24} />,
        mark: only === member.id ? ('all' as const) : ('none' as const),
        run: () => choose(member.id),
      })),
    {
      id: 'nobody',
      text: t('filters.nobody'),
      lead: <UserX size={18} aria-hidden="true" className="mx-0.75 shrink-0 text-muted" />,
      mark: only === null ? 'all' : 'none',
      run: () => choose(null),
    },
  ]
  return <Picker title={t('pick.assign', { count: ids.length })} options={options} onClose={onClose} />
}

function canAnswer({ is_disabled, permissions }: { is_disabled: boolean; permissions: readonly string[] }): boolean {
  return !is_disabled && permissions.includes('inbox.view')
}

/** Labels are put on and taken off until it is closed; all of that is one change, with one undo. */
function PickLabels({ ids, onClose, onChange }: Props) {
  const { requests } = useClient()
  const labels = useInbox((state) => [...state.labels.values()].toSorted(byName))
  const conversations = useInbox((state) => ids.flatMap((id) => state.conversations.get(id) ?? []))
  const [wanted, setWanted] = useState<ReadonlyMap<string, boolean>>(new Map())
  const creating = useRef<Promise<string | null>[]>([])

  function markOf(id: string): Option['mark'] {
    const said = wanted.get(id)
    if (said !== undefined) return said ? 'all' : 'none'
    const count = conversations.filter((conversation) => conversation.labels.includes(id)).length
    return count === 0 ? 'none' : count === conversations.length ? 'all' : 'some'
  }

  /** Whoever goes on while a label is being created has said that it is wanted: it is put on when it is there. */
  async function finish(): Promise<void> {
    onClose()
    const [add, remove] = [true, false].map((isOn) => [...wanted].flatMap(([id, on]) => (on === isOn ? [id] : [])))
    if (add!.length + remove!.length > 0) {
      onChange({ ...(add!.length > 0 && { add_labels: add! }), ...(remove!.length > 0 && { remove_labels: remove! }) })
    }
    const created = (await Promise.all(creating.current)).filter((id) => id !== null && !wanted.has(id))
    if (created.length > 0) onChange({ add_labels: created as string[] })
  }

  async function create(name: string): Promise<string | null> {
    try {
      const { id } = await requests.labels.create({ name, color: freeColor(labels) })
      setWanted((before) => new Map([[id, true], ...before]))
      return id
    } catch (error) {
      toast(explain(error), { look: 'bad' })
      return null
    }
  }

  const options = labels.map(({ id, name, color }) => ({
    id,
    text: name,
    lead: (
      <span
        aria-hidden="true"
        className="mx-1 size-3 shrink-0 rounded-full"
        style={{ background: labelColor(color) }}
      />
    ),
    mark: markOf(id),
    run: () => setWanted((before) => new Map(before).set(id, markOf(id) !== 'all')),
  }))
  return (
    <Picker
      title={t('pick.label', { count: ids.length })}
      options={options}
      onClose={() => void finish()}
      isMultiple
      onCreate={(name) => creating.current.push(create(name))}
    />
  )
}

/** The first one that no label has, or any. */
function freeColor(labels: readonly LabelView[]): LabelColor {
  const used = new Set(labels.map(({ color }) => color))
  return (
    labelColors.find((color) => color !== 'gray' && !used.has(color)) ??
    labelColors[labels.length % labelColors.length]!
  )
}

interface Option {
  id: string
  text: string
  lead: ReactNode
  mark: 'all' | 'some' | 'none'
  run(): void
}

interface PickerProps {
  title: string
  options: readonly Option[]
  isMultiple?: boolean
  onClose(): void
  onCreate?(name: string): void
}

/** Type to find, arrows to choose, Enter to take. */
function Picker({ title, options, isMultiple = false, onClose, onCreate }: PickerProps) {
  const id = useId()
  const [query, setQuery] = useState('')
  const [chosen, setChosen] = useState(0)
  const list = useRef<HTMLDivElement>(null)
  const field = useRef<HTMLInputElement>(null)
  const name = query.trim()
  const found = options.filter(({ text }) => matches(text, name))
  const isNew =
    onCreate !== undefined && name !== '' && !options.some(({ text }) => text.toLowerCase() === name.toLowerCase())
  const shown: Option[] = isNew
    ? [
        ...found,
        {
          id: 'new',
          text: t('pick.create', { name }),
          lead: <Plus size={16} aria-hidden="true" className="mx-0.5 shrink-0 text-muted" />,
          mark: 'none',
          run() {
            onCreate(name)
            setQuery('')
          },
        },
      ]
    : found
  const at = Math.min(chosen, shown.length - 1)

  // After the dialog has opened, which takes the focus.
  useEffect(() => field.current?.focus(), [])

  useEffect(() => {
    list.current?.querySelector(`[data-n="${at}"]`)?.scrollIntoView({ block: 'nearest' })
  }, [at])

  function key(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'ArrowDown') setChosen((at + 1) % Math.max(1, shown.length))
    else if (event.key === 'ArrowUp') setChosen((at - 1 + shown.length) % Math.max(1, shown.length))
    else if (event.key === 'Enter') shown[at]?.run()
    else return
    event.preventDefault()
  }

  return (
    <Dialog title={title} onClose={onClose} className="md:max-w-96">
      <label className="mx-4 flex items-center gap-2.5 rounded-md border border-line-strong px-2.5">
        <Search size={15} aria-hidden="true" className="shrink-0 text-muted" />
        <input
          ref={field}
          type="text"
          role="combobox"
          aria-label={title}
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={shown.length > 0 ? `${id}-${at}` : undefined}
          placeholder={t(onCreate ? 'pick.find_or_create' : 'pick.find')}
          value={query}
          dir="auto"
          maxLength={40}
          onChange={(event) => {
            setQuery(event.target.value)
            setChosen(0)
          }}
          onKeyDown={key}
          className="h-9 min-w-0 flex-1 bg-transparent outline-none"
        />
      </label>
      <div
        ref={list}
        id={`${id}-list`}
        role="listbox"
        aria-label={title}
        aria-multiselectable={isMultiple || undefined}
        className="max-h-80 overflow-y-auto p-2"
      >
        {shown.map((option, n) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's
          // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field
          <div
            key={option.id}
            id={`${id}-${n}`}
            data-n={n}
            data-active={n === at || undefined}
            role="option"
            aria-selected={option.mark !== 'none'}
            onPointerMove={() => setChosen(n)}
            onClick={option.run}
            className="flex min-h-9 cursor-pointer items-center gap-2.5 rounded-md px-2.5 py-1 data-active:bg-hover"
          >
            {option.lead}
            <bdi className="flex-1 truncate">{option.text}</bdi>
            {option.mark === 'all' && <Check size={16} aria-hidden="true" className="shrink-0 text-accent-text" />}
            {option.mark === 'some' && (
              <>
                <Minus size={16} aria-hidden="true" className="shrink-0 text-muted" />
                <span className="sr-only">{t('pick.some')}</span>
              </>
            )}
          </div>
        ))}
      </div>
      {shown.length === 0 && (
        <p role="status" className="px-4 pb-5 text-center text-muted">
          {t(onCreate ? 'pick.no_labels' : 'palette.nothing')}
        </p>
      )}
    </Dialog>
  )
}
