import { FlaskConical, Plug } from 'lucide-react'
import { useState } from 'react'
import { t } from '../../i18n/t.ts'
import { RadioCards } from '../../ui/radio-cards.tsx'
import { Problem } from '../front-page.tsx'
import { useAttempt } from '../use-attempt.ts'
import { StepButtons } from './step-buttons.tsx'

interface Props {
  onBack(): void
  onDone(sandbox: boolean): Promise<void>
}

export function PlatformStep({ onBack, onDone }: Props) {
  const [choice, setChoice] = useState<'sandbox' | 'later'>('sandbox')
  const attempt = useAttempt(() => onDone(choice === 'sandbox'))
  return (
    <form onSubmit={attempt.onSubmit} className="grid gap-4">
      <RadioCards<'sandbox' | 'later'>
        label={t('setup.platform')}
        isLabelHidden
        value={choice}
        columns=""
        onChange={setChoice}
        options={[
          { value: 'sandbox', label: t('setup.sandbox'), hint: t('setup.sandbox_hint'), icon: FlaskConical },
          { value: 'later', label: t('setup.later'), hint: t('setup.later_hint'), icon: Plug },
        ]}
      />
      {attempt.problem && <Problem>{attempt.problem}</Problem>}
      <StepButtons isBusy={attempt.isBusy} isLocked={attempt.isLocked} onBack={onBack} />
    </form>
  )
}
