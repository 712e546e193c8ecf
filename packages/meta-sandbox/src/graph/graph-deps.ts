import type { SandboxAccount } from '../cast/account.ts'
import type { Customer } from '../cast/customer.ts'
import type { Ids } from '../ids.ts'
import type { MediaShelf } from '../media/shelf.ts'
import type { Subscriptions } from './subscriptions.ts'

/** What the Graph endpoints know of the sandbox. */
export interface GraphDeps {
  appId: string
  appSecret: string
  instagramAppSecret?: string | undefined
  accounts: () => readonly SandboxAccount[]
  customers: () => readonly Customer[]
  subscriptions: Subscriptions
  media: MediaShelf
  ids: Ids
}
