import { useEffect, useState } from 'react'
import { t } from '../i18n/t.ts'
import { Spinner } from '../ui/spinner.tsx'

/** Nothing for the blink of an eye that starting takes; after that, that it goes on. */
export function StartingUp() {
  const [isSlow, setSlow] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), 400)
    return () => clearTimeout(timer)
  }, [])
  return (
    <main className="grid h-full place-items-center" aria-busy="true">
      <h1 className="sr-only">Switchboard</h1>
      <p role="status" className={isSlow ? 'flex items-center gap-2 text-muted' : 'sr-only'}>
        <Spinner />
        {t('auth.opening')}
      </p>
    </main>
  )
}
