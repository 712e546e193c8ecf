import type { PlatformAdapter } from './adapter.ts'

/** An account of ours, and what its platform lets us act with. */
export interface ConnectedAccount {
  external_id: string
  access_token: string
}

/** The world outside, handed in: tests pass a server of their own, production the real thing. */
export interface PlatformIo {
  fetch: typeof fetch
  /** Aborted: nobody waits for the answer any more. The call rejects with the signal's reason. */
  signal: AbortSignal
  /** Where the platform's API answers, without a slash at the end. */
  graphUrl: string
}

/** Who somebody is. Null: the platform does not say. */
export interface Profile {
  name: string | null
  username: string | null
  /** As the platform gives it; such links expire. */
  avatar_url: string | null
}

/** Platforms whose webhooks name nobody: who a customer is, they tell when they are asked. */
export interface ProfileSource {
  /**
   * Null: there is none to be had, because the person has not agreed, hides it, is gone, or the account may not see
   * it. Asking again soon is of no use. Rejects with PlatformError.
   */
  profile(account: ConnectedAccount, externalUserId: string, io: PlatformIo): Promise<Profile | null>
}

export function hasProfiles(adapter: PlatformAdapter): adapter is PlatformAdapter & ProfileSource {
  return 'profile' in adapter
}
