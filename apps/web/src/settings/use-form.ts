import type { ErrorCode } from '@switchboard/protocol'
import { ApiError } from '@switchboard/sdk'
import { type FormEvent, type RefObject, useLayoutEffect, useRef, useState } from 'react'
import { type PlainKey, t } from '../i18n/t.ts'
import { fieldsOf, stillHolds } from '../session/fields-of.ts'
import { useSecondsUntil } from '../session/use-seconds-until.ts'
import { toast } from '../ui/toast.ts'
import { explainRefusal } from './explain-refusal.ts'

/** At which field a refusal is shown, and in which words where the usual ones would not fit there. */
export interface Places {
  readonly [code: string]: { readonly field: string; readonly text?: PlainKey }
}

export interface Form {
  readonly ref: RefObject<HTMLFormElement | null>
  readonly isBusy: boolean
  readonly isDirty: boolean
  readonly isSaved: boolean
  /** Nothing can be sent yet: too many attempts. */
  readonly isLocked: boolean
  /** What belongs to no field. */
  readonly problem: string | null
  errorOf(field: string): string | undefined
  onSubmit(event: FormEvent<HTMLFormElement>): void
  onInput(): void
}

type Fields = Record<string, string>
type AnyPlaces = { readonly [C in ErrorCode]?: Places[string] }

interface Options {
  /** What was sent does not stay: a password, a token. */
  isEmptied?: boolean
}

/**
 * The life of a form of the settings: whether it holds what is not saved, one sending at a time, and what the server
 * refuses, at the field that it concerns. What is typed while something is sent is not part of it, so that it is never
 * taken for saved.
 */
export function useForm(
  send: (fields: Fields) => Promise<unknown>,
  places: AnyPlaces = {},
  { isEmptied = false }: Options = {},
): Form {
  const ref = useRef<HTMLFormElement>(null)
  const saved = useRef<Fields>({})
  const [state, setState] = useState({ isBusy: false, isDirty: false, isSaved: false })
  const [error, setError] = useState<unknown>(null)
  const [lockedUntil, setLockedUntil] = useState<number | null>(null)
  const seconds = useSecondsUntil(lockedUntil)
  const isLocked = seconds !== null && seconds > 0
  const errors = error === null ? {} : errorsByField(error, places)
  const first = Object.keys(errors)[0]

  // Before anybody sees the refusal: what they type then is for this field.
  useLayoutEffect(() => {
    if (first) ref.current?.querySelector<HTMLElement>(`[name="${CSS.escape(first)}"]`)?.focus()
  }, [first])

  // At rest it holds what is saved, also where somebody else has changed that.
  useLayoutEffect(() => {
    if (ref.current && !state.isBusy && !state.isDirty) saved.current = fieldsOf(ref.current)
  })

  async function attempt(form: HTMLFormElement) {
    const before = saved.current
    const sent = fieldsOf(form)
    saved.current = sent
    setState({ isBusy: true, isDirty: false, isSaved: false })
    setError(null)
    try {
      await send(sent)
      if (isEmptied) {
        if (stillHolds(form, sent)) form.reset()
        saved.current = before
      }
      setState({ isBusy: false, isDirty: !stillHolds(form, saved.current), isSaved: true })
    } catch (problem) {
      if (!form.isConnected) toast(explainRefusal(problem), { look: 'bad' }) // nobody sees the form any more
      saved.current = before
      setState({ isBusy: false, isDirty: !stillHolds(form, before), isSaved: false })
      setError(problem)
      if (problem instanceof ApiError && problem.is('rate_limited')) {
        setLockedUntil(Date.now() + (problem.retry_after_ms ?? 60_000))
      }
    }
  }

  function problem(): string | null {
    if (error === null || first) return null
    if (!(error instanceof ApiError) || !error.is('rate_limited')) return explainRefusal(error)
    return isLocked ? t('errors.rate_limited', { count: seconds }) : t('errors.try_again')
  }

  return {
    ref,
    ...state,
    isLocked,
    problem: problem(),
    errorOf: (field) => errors[field],
    onSubmit(event) {
      event.preventDefault()
      if (!state.isBusy && !isLocked) void attempt(event.currentTarget)
    },
    onInput() {
      const isDirty = ref.current !== null && !stillHolds(ref.current, saved.current)
      setState((before) => ({ ...before, isSaved: false, isDirty }))
    },
  }
}

function errorsByField(error: unknown, places: Places): Record<string, string> {
  if (!(error instanceof ApiError)) return {}
  const place = places[error.code]
  if (place) return { [place.field]: place.text ? t(place.text) : explainRefusal(error) }
  if (!error.is('bad_request')) return {}
  const named = error.details.problems.flatMap(({ path, problem }) => {
    const field = path.split('/').at(-1)
    return field && path.includes('/') ? [[field, t('forms.refused', { problem })] as const] : []
  })
  return Object.fromEntries(named)
}
