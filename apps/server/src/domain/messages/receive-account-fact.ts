import type { AccountFact } from '@switchboard/platform-kit'
import type { LockedAccount } from './read-batch.ts'
import type { WorkingSet } from './working-set.ts'

/** What a platform says of our own side. A status it implies is shown until it says otherwise. */
export function receiveAccountFact(set: WorkingSet, account: LockedAccount, fact: AccountFact): void {
  account.last_event_at = set.deps.now()
  if (fact.status === null || (fact.status === account.status && fact.event === account.status_reason)) {
    set.noteActivity(account)
    return
  }
  account.status = fact.status
  account.status_reason = fact.status === 'connected' ? null : fact.event
  set.touchAccount(account)
  set.announceAccount(account)
}
