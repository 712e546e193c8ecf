import { type ErrorComponentProps, Link } from '@tanstack/react-router'
import { useLanguage } from '../i18n/language.ts'
import { t } from '../i18n/t.ts'
import { FrontPage } from '../session/front-page.tsx'
import { Button } from '../ui/button.tsx'

export function NotFoundPage() {
  useLanguage()
  return (
    <FrontPage title={t('errors.page_not_found')} lead={t('errors.page_not_found_lead')}>
      <Link to="/" className="text-accent-text underline underline-offset-2">
        {t('errors.to_inbox')}
      </Link>
    </FrontPage>
  )
}

/** A bug of ours, or a part of the app that could not be loaded: a new version has replaced it, or there is no network. */
export function RouteProblem({ error }: ErrorComponentProps) {
  useLanguage()
  return (
    <FrontPage title={t('errors.broken')} lead={t('errors.broken_lead')}>
      <Button look="primary" size="lg" onClick={() => location.reload()}>
        {t('common.reload')}
      </Button>
      <details className="mt-6 text-sm text-muted">
        <summary>{t('errors.details')}</summary>
        <pre dir="ltr" className="mt-2 overflow-x-auto rounded-md bg-sunken p-3 text-xs whitespace-pre-wrap">
          {error instanceof Error ? error.message : String(error)}
        </pre>
      </details>
    </FrontPage>
  )
}
