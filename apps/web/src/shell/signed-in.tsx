import { useLanguage } from '../i18n/language.ts'
import { SessionGate } from '../session/session-gate.tsx'
import { Shell } from './shell.tsx'

export function SignedIn() {
  // Another language draws everything anew; the client, which is the gate's, stays.
  const language = useLanguage()
  return (
    <SessionGate>
      <Shell key={language} />
    </SessionGate>
  )
}
