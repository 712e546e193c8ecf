import { stableDigits } from '../ids.ts'
import type { Platform } from '../wire/update.ts'
import { platforms } from '../wire/update.ts'
import { SandboxAccount } from './account.ts'
import type { Customer, Person } from './customer.ts'
import { people } from './people.ts'
import { type CustomerOf, InstagramCustomer, MessengerCustomer, WhatsAppCustomer } from './platform-customers.ts'
import type { Stage } from './stage.ts'

/** What may be said of a new customer; the rest follows from the handle and the seed. */
export interface CustomerTraits {
  name?: string | undefined
  username?: string | undefined
  /** WhatsApp: digits. Null hides the number: only the user id and the username are sent. */
  phone?: string | null | undefined
  /** WhatsApp: two letters. */
  country?: string | undefined
  /** Messenger: profile requests are refused. */
  hidesProfile?: boolean | undefined
  /** The handle of the account that they write to; the platform's first one when missing. */
  account?: string | undefined
}

/** The accounts and who writes to them. All ids follow from the seed, so they outlive a restart. */
export class Cast {
  readonly #seed: string
  readonly #stage: Stage
  readonly #withPeople: boolean
  #accounts: SandboxAccount[] = []
  #customers: Customer[] = []

  constructor(seed: string, stage: Stage, withPeople: boolean) {
    this.#seed = seed
    this.#stage = stage
    this.#withPeople = withPeople
    this.reset()
  }

  get accounts(): readonly SandboxAccount[] {
    return this.#accounts
  }

  get customers(): readonly Customer[] {
    return this.#customers
  }

  /** Back to the three accounts and the people of the demo. */
  reset(): void {
    this.#accounts = []
    this.#customers = []
    for (const platform of platforms) this.addAccount(platform, 'shop', 'Sandbox Pottery')
    if (!this.#withPeople) return
    for (const { platform, handle, username, ...person } of people) {
      this.#add(platform, handle, { ...person, username: username ?? undefined }, true)
    }
  }

  addAccount(platform: Platform, handle: string, name: string): SandboxAccount {
    const taken = this.#accounts.some((account) => account.platform === platform && account.handle === handle)
    if (taken) throw new RangeError(`There is an account "${handle}" on ${platform} already.`)
    const digits = (what: string, prefix: string, length: number) =>
      stableDigits(this.#seed, `account/${platform}/${handle}/${what}`, prefix, length)
    const account = new SandboxAccount(this.#stage, {
      platform,
      handle,
      externalId: digits('id', accountPrefixes[platform], accountIdLengths[platform]),
      appScopedId: platform === 'instagram' ? digits('app-scoped', '26', 17) : '',
      wabaId: platform === 'whatsapp' ? digits('waba', '33', 15) : '',
      phone: platform === 'whatsapp' ? digits('phone', '1555000', 11) : '',
      name,
      username: name.toLowerCase().replace(/[^a-z0-9]+/g, '.'),
      accessToken: `SANDBOX-${platform}-${digits('token', '', 24)}`,
    })
    this.#accounts.push(account)
    return account
  }

  /** Throws a RangeError when there is none. */
  account(platform: Platform, handle?: string): SandboxAccount {
    const account = this.#accounts.find((one) => one.platform === platform && (handle ?? one.handle) === one.handle)
    if (!account) throw new RangeError(`There is no account "${handle}" on ${platform}.`)
    return account
  }

  findCustomer(platform: Platform, handle: string, account?: string): Customer | undefined {
    return this.#customers.find(
      (one) =>
        one.platform === platform && one.handle === handle && (account ?? one.account.handle) === one.account.handle,
    )
  }

  /** Throws a RangeError when somebody on that account has this handle already. */
  addCustomer<P extends Platform>(platform: P, handle: string, traits: CustomerTraits = {}): CustomerOf[P] {
    return this.#add(platform, handle, traits, false)
  }

  /** The demo's own have written before: days ago, in an earlier run. */
  #add<P extends Platform>(platform: P, handle: string, traits: CustomerTraits, isScripted: boolean): CustomerOf[P] {
    const account = this.account(platform, traits.account)
    if (this.findCustomer(platform, handle, account.handle)) {
      throw new RangeError(`There is a customer "${handle}" on ${platform} already.`)
    }
    const customer = makers[platform](this.#stage, account, {
      ...this.#personOf(account, handle, traits),
      hasWritten: isScripted,
      isScripted,
    })
    this.#customers.push(customer)
    return customer
  }

  #personOf(
    account: SandboxAccount,
    handle: string,
    traits: CustomerTraits,
  ): Omit<Person, 'hasWritten' | 'isScripted'> {
    const { platform } = account
    const digits = (what: string, prefix: string, length: number) =>
      stableDigits(this.#seed, `person/${platform}/${account.handle}/${handle}/${what}`, prefix, length)
    const isWhatsApp = platform === 'whatsapp'
    return {
      handle,
      name: traits.name ?? handle.charAt(0).toUpperCase() + handle.slice(1),
      username: traits.username ?? (platform === 'instagram' ? handle : null),
      scopedId: isWhatsApp ? '' : digits('id', platform === 'messenger' ? '69' : '88', 16),
      phone: isWhatsApp ? this.#phoneOf(traits.phone, digits) : null,
      userId: isWhatsApp ? `${traits.country ?? 'US'}.${digits('user-id', '1', 19)}` : '',
      hidesProfile: traits.hidesProfile ?? false,
    }
  }

  /** Numbers that are made up lie in 555-01xx of any area; a second person never gets the same. */
  #phoneOf(
    given: string | null | undefined,
    digits: (what: string, prefix: string, length: number) => string,
  ): string | null {
    if (given !== undefined) return given
    for (let attempt = 0; ; attempt++) {
      const phone = `1${digits(`area/${attempt}`, '2', 3)}55501${digits(`line/${attempt}`, '', 2)}`
      if (!this.#customers.some((customer) => customer.phone === phone)) return phone
    }
  }
}

const accountPrefixes: Record<Platform, string> = { messenger: '1082', instagram: '17841', whatsapp: '44' }
const accountIdLengths: Record<Platform, number> = { messenger: 15, instagram: 17, whatsapp: 15 }

const makers: { [P in Platform]: (stage: Stage, account: SandboxAccount, person: Person) => CustomerOf[P] } = {
  messenger: (...about) => new MessengerCustomer(...about),
  instagram: (...about) => new InstagramCustomer(...about),
  whatsapp: (...about) => new WhatsAppCustomer(...about),
}
