import { useNavigate } from '@tanstack/react-router'
import { t } from '../i18n/t.ts'
import { forgetAll } from '../offline/forget-all.ts'
import { toast } from '../ui/toast.ts'
import { requests } from './requests.ts'

/** Ends the session. If the server cannot be asked to, this browser would still be let in, and says so. */
export function useSignOut(): () => Promise<void> {
  const navigate = useNavigate()
  return async () => {
    try {
      await requests.auth.signOut()
    } catch {
      toast(t('auth.sign_out_failed'), { look: 'bad' })
      return
    }
    await navigate({ to: '/sign-in', replace: true })
    // After the page has let go of it: it would be kept again.
    await forgetAll()
  }
}
