import { ApiError } from '@switchboard/sdk'
import { t } from '../i18n/t.ts'
import { explain } from '../session/explain.ts'

/** What went wrong on a page of the settings, which has words of its own for some of it. */
export function explainRefusal(error: unknown): string {
  if (!(error instanceof ApiError)) return explain(error)
  switch (error.code) {
    case 'last_owner':
      return t('forms.last_owner')
    case 'account_exists':
      return t('forms.account_exists')
    case 'two_factor_on':
      return t('forms.two_factor_on')
    default:
      return explain(error)
  }
}
