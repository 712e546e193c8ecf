import { t } from '../../i18n/t.ts'
import { Button } from '../../ui/button.tsx'

interface Props {
  isBusy?: boolean
  isLocked?: boolean
  onBack(): void
  onSkip?: () => void
}

export function StepButtons({ isBusy = false, isLocked = false, onBack, onSkip }: Props) {
  return (
    <div className="mt-1 flex items-center gap-2">
      <Button type="submit" look="primary" size="lg" isBusy={isBusy} disabled={isLocked} className="flex-1">
        {t('common.continue')}
      </Button>
      {onSkip && (
        <Button size="lg" look="ghost" disabled={isBusy} onClick={onSkip}>
          {t('common.skip')}
        </Button>
      )}
      <Button size="lg" look="ghost" disabled={isBusy} onClick={onBack}>
        {t('common.back')}
      </Button>
    </div>
  )
}
