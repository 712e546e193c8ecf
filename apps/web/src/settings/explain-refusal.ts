import { ApiError } from '@switchboard/sdk'
import { t } from '../i18n/t.ts'
import { explain } from '../session/explain.ts'

/** What went wrong on a page of the settings, in the language of the page where it has words for it. */
export function explainRefusal(error: unknown): string {
  if (!(error instanceof ApiError)) return explain(error)
  if (error.is('limit_reached')) return t('forms.limit_reached', { count: error.details.limit })
  if (error.is('rate_limited')) return t('forms.rate_limited', { count: Math.ceil((error.retry_after_ms ?? 0) / 1000) })
  switch (error.code) {
    case 'name_taken':
      return t('forms.name_taken')
    case 'last_owner':
      return t('forms.last_owner')
    case 'account_exists':
      return t('forms.account_exists')
    case 'two_factor_on':
      return t('forms.two_factor_on')
    case 'not_found':
      return t('forms.not_found')
    default:
      return explain(error)
  }
}
