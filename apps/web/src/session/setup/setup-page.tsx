import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { currentLanguage, useLanguage } from '../../i18n/language.ts'
import { t } from '../../i18n/t.ts'
import { FrontPage } from '../front-page.tsx'
import { requests } from '../requests.ts'
import { signIn } from '../sign-in.ts'
import { InviteStep } from './invite-step.tsx'
import { OwnerStep } from './owner-step.tsx'
import { PlatformStep } from './platform-step.tsx'
import type { SetupDraft } from './setup-draft.ts'
import { Steps } from './steps.tsx'
import { WorkspaceStep } from './workspace-step.tsx'

/** The first run: whoever has the one-time link becomes the owner. The server hears of it after the third step. */
export function SetupPage() {
  useLanguage()
  const { code } = useSearch({ from: '/setup' })
  const navigate = useNavigate()
  const [step, setStep] = useState(0)
  const [draft, setDraft] = useState<SetupDraft>(emptyDraft)

  if (!code) return <FrontPage title={t('setup.no_code')} lead={t('setup.no_code_lead')} />

  function take(part: Partial<SetupDraft>) {
    setDraft((before) => ({ ...before, ...part }))
    setStep(step + 1)
  }

  async function complete(sandbox: boolean) {
    const workspace_name = draft.workspace_name || t('setup.workspace_of', { name: draft.name })
    await requests.setup.complete({ ...draft, workspace_name, code: code!, sandbox })
    await signIn(draft)
    setStep(3)
  }

  return (
    <FrontPage title={t(titles[step]!)} lead={t(leads[step]!)}>
      <Steps at={step} count={titles.length} />
      {step === 0 && <OwnerStep draft={draft} onDone={take} />}
      {step === 1 && <WorkspaceStep draft={draft} onBack={() => setStep(0)} onDone={take} />}
      {step === 2 && <PlatformStep onBack={() => setStep(1)} onDone={complete} />}
      {step === 3 && <InviteStep onDone={() => void navigate({ to: '/', replace: true })} />}
    </FrontPage>
  )
}

const titles = ['setup.owner', 'setup.workspace', 'setup.platform', 'setup.invite'] as const
const leads = ['setup.owner_lead', 'setup.workspace_lead', 'setup.platform_lead', 'setup.invite_lead'] as const

function emptyDraft(): SetupDraft {
  return {
    name: '',
    email: '',
    password: '',
    workspace_name: '',
    language: currentLanguage(),
    time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  }
}
