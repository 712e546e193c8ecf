import { ApiError } from '@switchboard/sdk'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useLanguage } from '../i18n/language.ts'
import { t } from '../i18n/t.ts'
import { Button } from '../ui/button.tsx'
import { Field, Input, PasswordInput } from '../ui/field.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { CodeStep } from './code-step.tsx'
import { explain } from './explain.ts'
import { FrontPage, Problem } from './front-page.tsx'
import { requests } from './requests.ts'
import { useAttempt } from './use-attempt.ts'

type Facts = Awaited<ReturnType<typeof requests.invitations.get>>
type Answer = { facts: Facts } | { error: unknown }

/** Whoever holds the link joins the workspace: with an account they have, or a new one. */
export function InvitationPage() {
  useLanguage()
  const { token = '' } = useSearch({ from: '/invite' })
  return <Invitation key={token} token={token} />
}

function Invitation({ token }: { token: string }) {
  const [answer, setAnswer] = useState<Answer | null>(null)

  useEffect(() => {
    if (answer) return
    const stop = new AbortController()
    requests.invitations.get(token, { signal: stop.signal }).then(
      (facts) => setAnswer({ facts }),
      (error: unknown) => stop.signal.aborted || setAnswer({ error }),
    )
    return () => stop.abort()
  }, [token, answer])

  if (!answer) {
    return (
      <FrontPage title={t('auth.looking_at_invitation')}>
        <Skeleton className="h-40" />
      </FrontPage>
    )
  }
  if ('error' in answer) return <Refused error={answer.error} onAgain={() => setAnswer(null)} />
  const { facts } = answer
  if (facts.state !== 'open') return <Closed state={facts.state} workspace={facts.workspace_name} />
  return <JoinForm token={token} facts={facts} />
}

function JoinForm({ token, facts }: { token: string; facts: Facts }) {
  const navigate = useNavigate()
  const [wantsCode, setWantsCode] = useState(false)
  const join = async () => {
    await requests.invitations.accept({ token })
    await navigate({ to: '/', replace: true })
  }
  const attempt = useAttempt(async ({ name, email, password }) => {
    const who = { email: email!, password: password! }
    const answer = await requests.auth.signUp({ name: name!, ...who }).catch((error: unknown) => {
      // Somebody who has an account already: the same password opens it.
      if (!(error instanceof ApiError) || error.code === 'rate_limited') throw error
      return requests.auth.signIn(who)
    })
    if ('twoFactorRedirect' in answer) setWantsCode(true)
    else await join()
  })
  if (wantsCode) return <CodeStep onSignedIn={join} onBack={() => setWantsCode(false)} />
  return (
    <FrontPage
      title={t('auth.join', { workspace: facts.workspace_name })}
      lead={t('auth.join_lead', { role: t(`roles.${facts.role}`) })}
    >
      <form onSubmit={attempt.onSubmit} className="grid gap-4">
        <Field label={t('auth.name')}>
          <Input name="name" autoComplete="name" required maxLength={100} autoFocus />
        </Field>
        <Field label={t('auth.email')} hint={facts.email && t('auth.only_this_email')}>
          <Input
            name="email"
            type="email"
            autoComplete="username"
            required
            defaultValue={facts.email ?? ''}
            readOnly={facts.email !== null}
          />
        </Field>
        <Field label={t('auth.password')} hint={t('auth.password_new_or_known')}>
          <PasswordInput name="password" autoComplete="new-password" required minLength={8} maxLength={128} />
        </Field>
        {attempt.problem && <Problem>{attempt.problem}</Problem>}
        <Button type="submit" look="primary" size="lg" isBusy={attempt.isBusy} disabled={attempt.isLocked}>
          {t('auth.join_button')}
        </Button>
      </form>
    </FrontPage>
  )
}

/** A link that was good once: whose it was, and what can be done now. */
function Closed({ state, workspace }: { state: Exclude<Facts['state'], 'open'>; workspace: string }) {
  return (
    <FrontPage title={t(`auth.invitation_${state}`)} lead={t(`auth.invitation_${state}_lead`, { workspace })}>
      <SignInLink />
    </FrontPage>
  )
}

function Refused({ error, onAgain }: { error: unknown; onAgain(): void }) {
  const isUnknown = error instanceof ApiError && !error.retry
  return (
    <FrontPage title={t('auth.invitation_broken')} lead={explain(error)}>
      {isUnknown ? (
        <SignInLink />
      ) : (
        <Button look="primary" size="lg" onClick={onAgain}>
          {t('common.try_again')}
        </Button>
      )}
    </FrontPage>
  )
}

function SignInLink() {
  return (
    <Link to="/sign-in" className="text-accent-text underline underline-offset-2">
      {t('auth.have_account')}
    </Link>
  )
}
