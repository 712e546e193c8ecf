import { CircleAlert, Pencil } from 'lucide-react'
import { type FocusEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { t } from '../i18n/t.ts'
import { explain } from '../session/explain.ts'
import { Button } from '../ui/button.tsx'
import { classes } from '../ui/classes.ts'
import { isNowhere } from '../ui/still-here.ts'

interface Editing {
  draft: string
  /** What it said when the editing began. */
  from: string
  problem: string | null
  /** The problem is the server's, or that there was no answer: the same may be tried again. */
  isRefused?: boolean
  /** Somebody has asked for it, and is not called to it by a refusal that comes late. */
  takesFocus?: boolean
}

interface Props {
  label: string
  /** As the store has it now; empty where there is none. */
  value: string
  /** What stands in the place of an empty one. */
  placeholder: string
  hint?: string
  type?: 'text' | 'email'
  maxLength: number
  isEditable: boolean
  isPending?: boolean
  /** How it looks while nobody changes it. */
  className?: string
  /** What is wrong with it, before the server is asked. */
  problemOf?(value: string): string | null
  /** Rejects with the server's refusal. */
  onSave(value: string): Promise<unknown>
}

/**
 * A text that is changed where it stands: Enter and leaving it save, Escape leaves it as it was. What is shown at once is
 * the caller's (`usePending`); a refusal opens it again with what was typed, or is told where something newer is being
 * typed; whoever is elsewhere by then stays there. What others change meanwhile is told and never typed over.
 */
export function InlineField(props: Props) {
  const { label, value, placeholder, isEditable, isPending, className } = props
  const [editing, setEditing] = useState<Editing | null>(null)
  const button = useRef<HTMLButtonElement>(null)
  const returnsFocus = useRef(false)
  const saves = useRef(0)

  useEffect(() => {
    if (editing === null && returnsFocus.current) button.current?.focus()
    returnsFocus.current = false
  }, [editing])

  async function save(draft: string) {
    saves.current += 1
    const number = saves.current
    setEditing(null)
    try {
      await props.onSave(draft)
    } catch (error) {
      if (number !== saves.current) return // what was saved since then counts
      const refusal = { problem: explain(error), isRefused: true }
      setEditing((now) => ({ ...(now ?? { draft, from: value }), ...refusal }))
    }
  }

  if (editing) {
    return (
      <Editor
        {...props}
        {...editing}
        onDraft={(draft) => setEditing({ draft, from: editing.from, problem: null })}
        onAdopt={() => setEditing({ draft: value, from: value, problem: null })}
        onProblem={(problem) => setEditing({ draft: editing.draft, from: editing.from, problem })}
        onDone={(draft, byKey) => {
          returnsFocus.current = byKey
          if (draft === null || draft === value) setEditing(null)
          else void save(draft)
        }}
      />
    )
  }
  const text = value === '' ? <span className="text-muted">{placeholder}</span> : <bdi>{value}</bdi>
  if (!isEditable) return <p className={classes('min-h-6 wrap-anywhere', className)}>{text}</p>
  return (
    <button
      ref={button}
      type="button"
      aria-label={`${t('panel.edit', { name: label })}: ${value || placeholder}`}
      onClick={() => setEditing({ draft: value, from: value, problem: null, takesFocus: true })}
      className={classes(
        'group/edit -mx-1.5 flex min-h-7 max-w-[calc(100%+0.75rem)] items-center gap-1.5 rounded-md px-1.5 py-0.5 text-start wrap-anywhere transition-colors hover:bg-hover',
        isPending && 'text-muted',
        className,
      )}
    >
      <span className="min-w-0">{text}</span>
      <Pencil
        size={12}
        aria-hidden="true"
        className="shrink-0 text-muted opacity-0 transition-opacity group-hover/edit:opacity-100 group-focus-visible/edit:opacity-100"
      />
    </button>
  )
}

interface EditorProps extends Props, Editing {
  onDraft(draft: string): void
  onAdopt(): void
  onProblem(problem: string): void
  /** Null: as it was. */
  onDone(draft: string | null, byKey: boolean): void
}

function Editor(props: EditorProps) {
  const { label, value, from, hint, type = 'text', maxLength, draft, problem, takesFocus, onDone } = props
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const isOvertaken = value !== from

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it opens
  useEffect(() => {
    if (!takesFocus && !isNowhere(document.activeElement)) return
    input.current?.focus()
    input.current?.select()
  }, [])

  function finish(byKey: boolean) {
    const trimmed = draft.trim()
    const wrong = trimmed === value ? null : (props.problemOf?.(trimmed) ?? null)
    if (wrong) props.onProblem(wrong)
    else onDone(trimmed, byKey)
  }

  function press(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return
    if (event.key !== 'Enter' && event.key !== 'Escape') return
    event.preventDefault()
    event.stopPropagation()
    if (event.key === 'Enter') finish(true)
    else onDone(null, true)
  }

  /** A refusal stays until something is done about it; and leaving types over nothing that somebody else has written. */
  function leave(event: FocusEvent<HTMLElement>) {
    if (event.currentTarget.contains(event.relatedTarget) || problem !== null || isOvertaken) return
    finish(false)
  }

  const described = [hint && `${id}-hint`, problem && `${id}-problem`, isOvertaken && `${id}-news`].filter(Boolean)
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only hears that the focus leaves what is inside
    <div className="grid gap-1" onBlur={leave}>
      <input
        ref={input}
        type={type}
        dir="auto"
        aria-label={label}
        aria-describedby={described.join(' ') || undefined}
        aria-invalid={problem ? true : undefined}
        maxLength={maxLength}
        value={draft}
        onChange={(event) => props.onDraft(event.target.value)}
        onKeyDown={press}
        className="-mx-1.5 h-8 w-[calc(100%+0.75rem)] rounded-md border border-line-strong bg-surface px-1.5 aria-invalid:border-bad"
      />
      {hint && (
        <p id={`${id}-hint`} className="text-sm text-muted">
          {hint}
        </p>
      )}
      {isOvertaken && (
        <p id={`${id}-news`} role="status" className="flex flex-wrap items-center gap-x-2 text-sm text-warn">
          {value === '' ? t('panel.emptied_meanwhile') : t('panel.changed_meanwhile', { value })}
          <Button look="link" className="text-sm" onClick={props.onAdopt}>
            {t('panel.use_it')}
          </Button>
        </p>
      )}
      {problem && (
        <div role="alert" className="grid gap-1.5 pb-1.5">
          <p id={`${id}-problem`} className="flex items-center gap-1.5 text-sm text-bad">
            <CircleAlert size={14} aria-hidden="true" className="shrink-0" />
            {problem}
          </p>
          {props.isRefused && (
            <p className="flex gap-1.5">
              <Button size="sm" onClick={() => finish(true)}>
                {t('common.try_again')}
              </Button>
              <Button size="sm" look="ghost" onClick={() => onDone(null, true)}>
                {t('panel.cancel')}
              </Button>
            </p>
          )}
        </div>
      )}
    </div>
  )
}
