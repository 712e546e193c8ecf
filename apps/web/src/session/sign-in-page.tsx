import { useRouter, useSearch } from '@tanstack/react-router'
import { Cookie } from 'lucide-react'
import { useState } from 'react'
import { useLanguage } from '../i18n/language.ts'
import { t } from '../i18n/t.ts'
import { Button } from '../ui/button.tsx'
import { Field, Input, PasswordInput } from '../ui/field.tsx'
import { CodeStep } from './code-step.tsx'
import { FrontPage, Problem } from './front-page.tsx'
import { CookiesBlocked, signIn } from './sign-in.ts'
import { useAttempt } from './use-attempt.ts'

/** Says the same whether or not there is such an account. */
export function SignInPage() {
  useLanguage()
  const { history } = useRouter()
  const { next } = useSearch({ from: '/sign-in' })
  const [isBlocked, setBlocked] = useState(false)
  const [wantsCode, setWantsCode] = useState(false)
  const enter = async () => history.replace(next ?? '/')
  const attempt = useAttempt(async ({ email, password }) => {
    try {
      if (await signIn({ email: email!, password: password! })) await enter()
      else setWantsCode(true)
    } catch (error) {
      if (!(error instanceof CookiesBlocked)) throw error
      setBlocked(true)
    }
  })

  if (isBlocked) {
    return (
      <FrontPage title={t('auth.cookies_title')} lead={t('auth.cookies_lead')}>
        <Button look="primary" size="lg" onClick={() => setBlocked(false)}>
          <Cookie size={16} aria-hidden="true" />
          {t('common.try_again')}
        </Button>
      </FrontPage>
    )
  }
  if (wantsCode) return <CodeStep onSignedIn={enter} onBack={() => setWantsCode(false)} />
  return (
    <FrontPage title={t('auth.sign_in')} lead={t('auth.sign_in_lead')}>
      <form onSubmit={attempt.onSubmit} className="grid gap-4">
        <Field label={t('auth.email')}>
          <Input name="email" type="email" autoComplete="username" required autoFocus />
        </Field>
        <Field label={t('auth.password')}>
          <PasswordInput name="password" autoComplete="current-password" required />
        </Field>
        {attempt.problem && <Problem>{attempt.problem}</Problem>}
        <Button
          type="submit"
          look="primary"
          size="lg"
          isBusy={attempt.isBusy}
          disabled={attempt.isLocked}
          className="mt-1"
        >
          {t('auth.sign_in')}
        </Button>
      </form>
    </FrontPage>
  )
}
