import { ApiError } from '@switchboard/sdk'
import { t } from '../i18n/t.ts'
import { CookiesBlocked } from './sign-in.ts'

/** What went wrong, for people. Our own words where the language has them, else the server's, which are English. */
export function explain(error: unknown): string {
  if (error instanceof CookiesBlocked) return t('auth.cookies_lead')
  if (!(error instanceof ApiError)) return t('errors.no_answer')
  if (error.is('limit_reached') && error.details.limit) return t('errors.limit_reached', { count: error.details.limit })
  if (error.is('rate_limited'))
    return t('errors.rate_limited', { count: Math.ceil((error.retry_after_ms ?? 0) / 1000) })
  switch (error.code) {
    case 'wrong_credentials':
      return t('errors.wrong_credentials')
    case 'wrong_code':
      return t('errors.wrong_code')
    case 'setup_code_invalid':
      return t('errors.setup_code_invalid')
    case 'setup_done':
      return t('errors.setup_done')
    case 'invitation_invalid':
      return t('errors.invitation_invalid')
    case 'forbidden':
      return t('errors.forbidden')
    case 'name_taken':
      return t('errors.name_taken')
    case 'not_found':
      return t('errors.not_found')
    case 'changed_meanwhile':
      return t('errors.changed_meanwhile')
    case 'internal':
      return t('errors.internal')
    case 'overloaded':
    case 'database_unavailable':
      return t('errors.busy')
    default:
      return error.message
  }
}

/** What stands in for an answer of its own: of an operation, or of one conversation among many. */
export interface Refusal {
  readonly code: string
  readonly message: string
}

/** Why the server would not do it. */
export function explainRefused(refusal: Refusal | null): string {
  return explain(new ApiError(409, { ...refusal, code: refusal?.code as never }))
}
