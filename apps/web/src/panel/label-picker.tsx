import type { LabelColor, LabelView } from '@switchboard/protocol'
import { Check, Plus } from 'lucide-react'
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { matches } from '../commands/match.ts'
import { t } from '../i18n/t.ts'
import { useClient } from '../live/client-context.tsx'
import { useInbox } from '../live/use-inbox.ts'
import { explain } from '../session/explain.ts'
import { Spinner } from '../ui/spinner.tsx'
import { toast } from '../ui/toast.ts'
import { useIsHere } from '../ui/use-is-here.ts'
import { dotStyle, labelColors } from './label-color.ts'
import { returnFocus } from './return-focus.ts'
import { createLabel } from './writes.ts'

interface Props {
  /** The ids of those that the conversation has. */
  held: readonly string[]
  onToggle(labelId: string): void
}

/** Type to find, arrows and Enter to put on and take off; what is not found can be created, in a colour of choice. */
export function LabelPicker({ held, onToggle }: Props) {
  const id = useId()
  const client = useClient()
  const labels = useInbox((state) => state.labels)
  const [query, setQuery] = useState('')
  const [at, setAt] = useState(0)
  const [color, setColor] = useState<LabelColor>(() => nextColor(labels.size))
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const input = useRef<HTMLInputElement>(null)
  const isHere = useIsHere()
  const list = useRef<HTMLDivElement>(null)

  const name = query.trim()
  const found = [...labels.values()]
    .filter((label) => name === '' || matches(label.name, name))
    .toSorted((a, b) => a.name.localeCompare(b.name))
  const canCreate = name !== '' && ![...labels.values()].some((label) => isSame(label.name, name))
  const count = found.length + (canCreate ? 1 : 0)
  const chosen = Math.min(at, count - 1)

  useEffect(() => input.current?.focus(), [])
  useEffect(() => {
    list.current?.querySelector(`[data-n="${chosen}"]`)?.scrollIntoView({ block: 'nearest' })
  }, [chosen])

  async function create() {
    if (isBusy) return
    setBusy(true)
    setProblem(null)
    try {
      const label = await createLabel(client, { name, color })
      returnFocus('[popover]', '[role=combobox]')
      // What was typed since is for another one.
      if (input.current?.value === query) {
        setQuery('')
        setAt(0)
      }
      setColor((now) => (now === color ? nextColor(labels.size + 1) : now))
      if (label) onToggle(label.id)
    } catch (error) {
      if (!isHere()) toast(explain(error), { look: 'bad' })
      setProblem(explain(error))
    } finally {
      setBusy(false)
    }
  }

  function run(n: number) {
    const label = found[n]
    if (label) onToggle(label.id)
    else if (canCreate) void create()
  }

  function press(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return
    const steps: Record<string, number> = { ArrowDown: chosen + 1, ArrowUp: chosen - 1, Home: 0, End: count - 1 }
    const to = steps[event.key]
    if (to !== undefined && count > 0) setAt((to + count) % count)
    else if (event.key === 'Enter') run(chosen)
    else return
    event.preventDefault()
  }

  return (
    <div>
      <input
        ref={input}
        type="text"
        role="combobox"
        dir="auto"
        aria-label={t('panel.labels_search')}
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={count > 0 ? `${id}-${chosen}` : undefined}
        placeholder={t('panel.labels_search')}
        maxLength={40}
        value={query}
        onChange={(event) => {
          setQuery(event.target.value)
          setAt(0)
          setProblem(null)
        }}
        onKeyDown={press}
        className="h-10 w-full border-b border-line bg-transparent px-3 outline-none"
      />
      <div
        ref={list}
        id={`${id}-list`}
        role="listbox"
        aria-label={t('panel.labels')}
        aria-multiselectable="true"
        className="max-h-64 overflow-y-auto p-1"
      >
        {found.map((label, n) => (
          <Option
            key={label.id}
            id={`${id}-${n}`}
            n={n}
            isChosen={n === chosen}
            isHeld={held.includes(label.id)}
            onPoint={setAt}
            onRun={run}
          >
            <span style={dotStyle(label.color)} className="size-2.5 shrink-0 rounded-full" />
            <bdi className="min-w-0 flex-1 truncate">{label.name}</bdi>
          </Option>
        ))}
        {canCreate && (
          <Option
            id={`${id}-${found.length}`}
            n={found.length}
            isChosen={chosen === found.length}
            onPoint={setAt}
            onRun={run}
          >
            {isBusy ? (
              <Spinner size={14} />
            ) : (
              <Plus size={14} aria-hidden="true" className="-mx-0.5 shrink-0 text-muted" />
            )}
            <span style={dotStyle(color)} className="size-2.5 shrink-0 rounded-full" />
            <span className="min-w-0 flex-1 truncate">{t('panel.label_create', { name })}</span>
          </Option>
        )}
      </div>
      {count === 0 && <p className="px-3 pb-3 text-sm text-muted">{t('panel.labels_empty')}</p>}
      {canCreate && <ColorChoice value={color} onChange={setColor} />}
      {problem && (
        <p role="alert" className="px-3 pb-2.5 text-sm text-bad">
          {problem}
        </p>
      )}
    </div>
  )
}

interface OptionProps {
  id: string
  n: number
  isChosen: boolean
  isHeld?: boolean
  onPoint(n: number): void
  onRun(n: number): void
  children: React.ReactNode
}

function Option({ id, n, isChosen, isHeld, onPoint, onRun, children }: OptionProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's
    // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field
    <div
      id={id}
      data-n={n}
      role="option"
      aria-selected={isHeld ?? false}
      onPointerMove={() => onPoint(n)}
      onPointerDown={(event) => event.preventDefault()}
      onClick={() => onRun(n)}
      className={`flex min-h-8 cursor-pointer items-center gap-2.5 rounded-md px-2 ${isChosen ? 'bg-hover' : ''}`}
    >
      {children}
      {isHeld && <Check size={14} aria-hidden="true" className="shrink-0 text-accent-text" />}
    </div>
  )
}

function ColorChoice({ value, onChange }: { value: LabelColor; onChange(color: LabelColor): void }) {
  const name = useId()
  return (
    <fieldset className="border-t border-line px-3 pt-2 pb-3">
      <legend className="sr-only">{t('panel.label_color')}</legend>
      <div className="flex justify-between">
        {labelColors.map((color) => (
          <label
            key={color}
            title={t(`panel.colors.${color}`)}
            className="relative grid size-6 cursor-pointer place-items-center"
          >
            <input
              type="radio"
              name={name}
              checked={color === value}
              onChange={() => onChange(color)}
              aria-label={t(`panel.colors.${color}`)}
              className="peer absolute inset-0 cursor-pointer appearance-none rounded-full"
            />
            <span
              style={dotStyle(color)}
              className="pointer-events-none size-4 rounded-full ring-offset-2 ring-offset-raised peer-checked:ring-2 peer-checked:ring-line-strong"
            />
          </label>
        ))}
      </div>
    </fieldset>
  )
}

/** Each new one another colour, so that whoever does not choose has told them apart; grey comes last. */
function nextColor(count: number): LabelColor {
  return labelColors[(count % (labelColors.length - 1)) + 1]!
}

function isSame(a: LabelView['name'], b: string): boolean {
  return a.localeCompare(b, undefined, { sensitivity: 'accent' }) === 0
}
