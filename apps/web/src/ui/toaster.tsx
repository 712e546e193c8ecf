import { CircleAlert, X } from 'lucide-react'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { useLanguage } from '../i18n/language.ts'
import { t } from '../i18n/t.ts'
import { Button } from './button.tsx'
import { IconButton } from './icon-button.tsx'
import { currentToasts, dismissToast, onToasts, type Toast } from './toast.ts'

/** Where toasts appear; once per page. They wait while the pointer or the focus is on them. */
export function Toaster() {
  useLanguage()
  const toasts = useSyncExternalStore(onToasts, currentToasts)
  const [isHeld, setHeld] = useState(false)
  return (
    <section
      aria-label={t('common.notices')}
      aria-live="polite"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className="pointer-events-none fixed inset-x-0 bottom-0 z-50 flex flex-col items-center gap-2 p-4 max-md:bottom-14"
    >
      {toasts.map((toast) => (
        <ToastCard key={toast.id} toast={toast} isHeld={isHeld} />
      ))}
    </section>
  )
}

function ToastCard({ toast: { id, text, look, action, duration_ms }, isHeld }: { toast: Toast; isHeld: boolean }) {
  const [left, setLeft] = useState(duration_ms)

  useEffect(() => {
    if (isHeld) return
    const timer = setInterval(() => setLeft((ms) => ms - 100), 100)
    return () => clearInterval(timer)
  }, [isHeld])

  useEffect(() => {
    if (left <= 0) dismissToast(id)
  }, [left, id])

  return (
    <div className="pointer-events-auto relative flex max-w-full items-center gap-3 overflow-hidden rounded-lg border border-line bg-raised py-1.5 ps-4 pe-1.5 shadow-overlay">
      {look === 'bad' && <CircleAlert size={16} aria-hidden="true" className="shrink-0 text-bad" />}
      <p className="py-1">{text}</p>
      {action && (
        <Button
          look="quiet"
          size="sm"
          onClick={() => {
            dismissToast(id)
            action.run()
          }}
        >
          {action.label}
          <span aria-hidden="true" className="w-4 text-end text-xs text-muted tabular-nums">
            {Math.ceil(left / 1000)}
          </span>
        </Button>
      )}
      <IconButton icon={X} label={t('common.dismiss')} onClick={() => dismissToast(id)} className="size-7" />
    </div>
  )
}
