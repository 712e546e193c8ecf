import { useBlocker } from '@tanstack/react-router'
import { t } from '../i18n/t.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'

/** Asks before what was typed and not saved is lost: on the way to another page, and when the tab is closed. */
export function UnsavedGuard({ isDirty }: { isDirty: boolean }) {
  const blocked = useBlocker({
    shouldBlockFn: ({ current, next }) => isDirty && current.pathname !== next.pathname,
    enableBeforeUnload: isDirty,
    withResolver: true,
  })
  if (blocked.status !== 'blocked') return null
  return (
    <Dialog
      title={t('forms.unsaved')}
      description={t('forms.unsaved_lead')}
      onClose={blocked.reset}
      footer={
        <>
          <Button onClick={blocked.proceed}>{t('forms.discard')}</Button>
          <Button look="primary" onClick={blocked.reset}>
            {t('forms.stay')}
          </Button>
        </>
      }
    >
      <span />
    </Dialog>
  )
}
