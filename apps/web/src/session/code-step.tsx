import { ApiError } from '@switchboard/sdk'
import { useState } from 'react'
import { t } from '../i18n/t.ts'
import { Button } from '../ui/button.tsx'
import { Field, Input } from '../ui/field.tsx'
import { Checkbox } from '../ui/toggles.tsx'
import { FrontPage, Problem } from './front-page.tsx'
import { requests } from './requests.ts'
import { useAttempt } from './use-attempt.ts'

interface Props {
  /** The code was right: there is a session. */
  onSignedIn(): Promise<void>
  /** The password has to be given again: it was too long ago, or somebody else wants to sign in. */
  onBack(): void
}

/** The second step of signing in: a code from the app, or one of those kept for when the phone is lost. */
export function CodeStep({ onSignedIn, onBack }: Props) {
  const [isRecovery, setRecovery] = useState(false)
  const [isOver, setOver] = useState(false)
  const attempt = useAttempt(async ({ code, trust }) => {
    const body = { code: code!.replaceAll(/\s/g, ''), trustDevice: trust !== undefined }
    try {
      await (isRecovery ? requests.auth.verifyRecoveryCode(body) : requests.auth.verifyCode(body))
    } catch (error) {
      if (!(error instanceof ApiError) || !error.is('challenge_expired')) throw error
      setOver(true)
      return
    }
    await onSignedIn()
  })

  if (isOver) {
    return (
      <FrontPage title={t('auth.code_over')} lead={t('auth.code_over_lead')}>
        <Button look="primary" size="lg" onClick={onBack} autoFocus>
          {t('auth.sign_in_again')}
        </Button>
      </FrontPage>
    )
  }
  return (
    <FrontPage
      title={t(isRecovery ? 'auth.recovery' : 'auth.code')}
      lead={t(isRecovery ? 'auth.recovery_lead' : 'auth.code_lead')}
    >
      <form onSubmit={attempt.onSubmit} className="grid gap-4">
        <Field label={t(isRecovery ? 'auth.recovery_field' : 'auth.code_field')}>
          <Input
            key={String(isRecovery)}
            name="code"
            inputMode={isRecovery ? 'text' : 'numeric'}
            autoComplete={isRecovery ? 'off' : 'one-time-code'}
            autoCapitalize="off"
            spellCheck={false}
            required
            maxLength={40}
            autoFocus
            dir="ltr"
            className="text-lg tracking-widest"
          />
        </Field>
        <Checkbox name="trust" label={t('auth.trust')} hint={t('auth.trust_hint')} />
        {attempt.problem && <Problem>{attempt.problem}</Problem>}
        <Button type="submit" look="primary" size="lg" isBusy={attempt.isBusy} disabled={attempt.isLocked}>
          {t('auth.sign_in')}
        </Button>
        <div className="flex flex-wrap justify-between gap-3">
          <Button look="link" onClick={() => setRecovery(!isRecovery)}>
            {t(isRecovery ? 'auth.use_app' : 'auth.use_recovery')}
          </Button>
          <Button look="link" onClick={onBack}>
            {t('common.back')}
          </Button>
        </div>
      </form>
    </FrontPage>
  )
}
