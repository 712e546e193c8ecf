import { ApiError } from '@switchboard/sdk'
import { requests } from './requests.ts'

/** The server has let this person in, and the browser did not keep the cookie that says so. */
export class CookiesBlocked extends Error {}

/** False: the password was right, and a code is wanted (`CodeStep`). */
export async function signIn(who: { email: string; password: string }): Promise<boolean> {
  const answer = await requests.auth.signIn(who)
  if ('twoFactorRedirect' in answer) return false
  await refuseWithoutCookie()
  return true
}

async function refuseWithoutCookie(): Promise<void> {
  await requests.token().catch((error: unknown) => {
    if (error instanceof ApiError && error.status === 401) throw new CookiesBlocked()
    // Anything else (no workspace, disabled) has its own screen behind this one.
  })
}
