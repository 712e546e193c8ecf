import type { ErrorCode } from '@switchboard/protocol'
import { ApiError } from '@switchboard/sdk'
import { type FormEvent, type RefObject, useLayoutEffect, useRef, useState } from 'react'
import { type PlainKey, t } from '../i18n/t.ts'
import { fieldsOf } from '../session/fields-of.ts'
import { useSecondsUntil } from '../session/use-seconds-until.ts'
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

/**
 * The life of a form of the settings: whether it holds what is not saved, one sending at a time, and what the server
 * refuses, at the field that it concerns.
 */
export function useForm(send: (fields: Fields) => Promise<unknown>, places: AnyPlaces = {}): Form {
  const ref = useRef<HTMLFormElement>(null)
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

  async function attempt(form: HTMLFormElement) {
    setState((before) => ({ ...before, isBusy: true, isSaved: false }))
    setError(null)
    try {
      await send(fieldsOf(form))
      setState({ isBusy: false, isDirty: false, isSaved: true })
    } catch (problem) {
      setState((before) => ({ ...before, isBusy: false }))
      setError(problem)
      if (problem instanceof ApiError && problem.is('rate_limited')) {
        setLockedUntil(Date.now() + (problem.retry_after_ms ?? 60_000))
      }
    }
  }

  function problem(): string | null {
    if (error === null || first) return null
    if (!(error instanceof ApiError) || !error.is('rate_limited')) return explainRefusal(error)
    return isLocked ? t('forms.rate_limited', { count: seconds }) : t('errors.try_again')
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
    onInput: () => setState((before) => ({ ...before, isSaved: false, isDirty: isChanged(ref.current) })),
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

/** Whether a form holds something else than it was drawn with. */
function isChanged(form: HTMLFormElement | null): boolean {
  return [...(form?.elements ?? [])].some((control) => {
    if (control instanceof HTMLSelectElement) {
      return [...control.options].some((option) => option.selected !== option.defaultSelected) && control.value !== ''
    }
    if (control instanceof HTMLTextAreaElement) return control.value !== control.defaultValue
    if (!(control instanceof HTMLInputElement)) return false
    return control.type === 'checkbox' || control.type === 'radio'
      ? control.checked !== control.defaultChecked
      : control.value !== control.defaultValue
  })
}
