import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../db/testing.ts'
import { changeAccount, removeAccount } from '../domain/accounts/change-account.ts'
import { claimProfiles, learnProfiles, postponeProfile } from '../domain/contacts/index.ts'
import { type Viewer, viewerOf } from '../domain/members/viewer.ts'
import { type Answer, type Asked, Desk, named, refused } from './testing.ts'

let database: TestDatabase
let desk: Desk
let shop: string
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  await database.db.pool.query('update contact_identities set profile_due_at = null') // of the test before
  desk = new Desk(database.db)
  shop = await desk.workspace()
})

let people = 0
const somebody = () => `person-${++people}`
const second = 1_000
const minute = 60 * second
const day = 24 * 60 * minute

function owner(): Viewer {
  const pass = { user_id: 'user', workspace_id: shop, member_id: crypto.randomUUID(), sign_in_id: 'session' }
  return viewerOf(pass, 'owner')
}

describe('somebody new', () => {
  it.each(['messenger', 'instagram'] as const)(
    '[F1] on %s is asked for, once, with the token of the account',
    async (platform) => {
      const account = await desk.account(platform, shop)
      const ada = somebody()
      await desk.hears(account, ada)
      desk.answer = () => ({ name: 'Ada', username: 'ada', avatar_url: 'https://cdn.example/ada.png' })

      expect(await desk.ask()).toEqual([{ platform, account: account.external_id, token: 'token', person: ada }])
      expect(await desk.person(ada)).toMatchObject({
        name: 'Ada',
        username: 'ada',
        avatar_url: 'https://cdn.example/ada.png',
        profile_fetched_at: desk.now(),
      })
      expect(await desk.ask()).toEqual([])
      expect(desk.outcomes).toEqual(['learned'])
    },
  )

  it('[F1] on WhatsApp is not asked for', async () => {
    await desk.hears(await desk.account('whatsapp', shop), somebody())
    expect(await desk.ask()).toEqual([])
  })

  it('[F1] is asked for before those who have waited longer: they are the ones on the screen', async () => {
    const account = await desk.account('messenger', shop)
    const [early, late] = [somebody(), somebody()]
    for (const person of [early, late]) {
      await desk.hears(account, person)
      desk.advance(second)
    }
    expect((await desk.ask()).map(({ person }) => person)).toEqual([late, early])
  })

  it('[F2] is not forgotten by a process that dies while asking', async () => {
    const account = await desk.account('messenger', shop)
    const ada = somebody()
    await desk.hears(account, ada)
    const until = new Date(desk.now().getTime() + 30 * second)
    const claim = { platforms: ['messenger' as const], now: desk.now(), until, limit: 4 }
    expect(await claimProfiles(desk.db, claim)).toHaveLength(1) // and then nothing more is heard of it

    desk.advance(29 * second)
    expect(await desk.ask()).toEqual([])
    desk.advance(second)
    expect(await desk.ask()).toMatchObject([{ person: ada }])
  })

  it('[F2] is due again at once after a process that stops while asking, and that was no attempt', async () => {
    const account = await desk.account('messenger', shop)
    const ada = somebody()
    await desk.hears(account, ada)
    const called = Promise.withResolvers<void>()
    desk.answer = () => {
      called.resolve()
      return new Promise<Answer>(() => {})
    }
    const fetching = desk.start()
    await called.promise
    await fetching.stop()
    expect(await desk.person(ada)).toMatchObject({ profile_due_at: desk.now(), profile_attempts: 0 })

    desk.answer = () => named('Ada')
    await desk.ask()
    expect(await desk.person(ada)).toMatchObject({ name: 'Ada' })
    expect(desk.logged).toEqual([])
  })

  it('[F3] is asked for by one of several processes, each of which makes four calls at a time', async () => {
    const account = await desk.account('messenger', shop)
    const crowd = Array.from({ length: 40 }, somebody)
    for (const person of crowd) await desk.hears(account, person)
    const allBusy = Promise.withResolvers<void>()
    desk.answer = async ({ person }) => {
      if (desk.asked.length === 12) allBusy.resolve()
      await allBusy.promise
      return named(`The name of ${person}`)
    }

    await using one = desk.start()
    await using two = desk.start()
    await using three = desk.start()
    await Promise.all([one.idle(), two.idle(), three.idle()])
    expect(desk.asked.map(({ person }) => person).sort()).toEqual(crowd.toSorted())
    expect(desk.most).toBe(12)
    for (const person of crowd) expect(await desk.person(person)).toMatchObject({ name: `The name of ${person}` })
  })

  it('[F3] is asked for by a process alone in four calls at a time', async () => {
    const account = await desk.account('messenger', shop)
    for (let i = 0; i < 11; i++) await desk.hears(account, somebody())
    expect(await desk.ask()).toHaveLength(11)
    expect(desk.most).toBe(4)
  })
})

describe('what a platform says of a person', () => {
  it('[F5] is told in one event to those who hear the account', async () => {
    const account = await desk.account('instagram', shop)
    const ada = somebody()
    await desk.hears(account, ada)
    desk.answer = () => named('Ada')
    await desk.ask()

    const { id } = await desk.person(ada)
    expect(await desk.events(shop, 'contact_updated')).toEqual([
      {
        audience: `account:${account.id}`,
        data: {
          id,
          workspace_id: shop,
          name: 'Ada',
          username: null,
          avatar_url: null,
          phone: null,
          display_name: null,
          email: null,
          language: null,
          fields: [],
          identities: [{ account_id: account.id, kind: 'igsid', value: ada }],
          updated_at: new Date(desk.now().getTime() + 1).toISOString(), // later than before, by a clock that stands
        },
      },
    ])
  })

  it('[F5] is not told where it changes nothing', async () => {
    const account = await desk.account('instagram', shop)
    const ada = somebody()
    await desk.hears(account, ada, { contact: { name: 'Ada' } })
    desk.answer = () => named('Ada')
    await desk.ask()
    expect(await desk.person(ada)).toMatchObject({ name: 'Ada', profile_fetched_at: desk.now(), profile_due_at: null })
    expect(await desk.events(shop, 'contact_updated')).toEqual([])
  })

  it('[F4] wins over what was known when it was asked', async () => {
    const account = await desk.account('instagram', shop)
    const ada = somebody()
    await desk.hears(account, ada, { contact: { name: 'A. L.', username: 'old' } })
    desk.answer = () => ({ name: 'Ada', username: 'ada', avatar_url: null })
    await desk.ask()
    expect(await desk.person(ada)).toMatchObject({ name: 'Ada', username: 'ada' })
  })

  it('[F4] only fills gaps in what was learned while it was asked', async () => {
    const account = await desk.account('instagram', shop)
    const ada = somebody()
    await desk.hears(account, ada)
    desk.answer = async () => {
      await desk.hears(account, ada, { contact: { name: 'Ada since today' } })
      return { name: 'Ada', username: 'ada', avatar_url: 'https://cdn.example/ada.png' }
    }
    await desk.ask()
    expect(await desk.person(ada)).toMatchObject({
      name: 'Ada since today',
      username: 'ada',
      avatar_url: 'https://cdn.example/ada.png',
    })
  })

  it('[F4] takes nothing away where it is empty', async () => {
    const account = await desk.account('instagram', shop)
    const ada = somebody()
    await desk.hears(account, ada, { contact: { name: 'Ada', username: 'ada' } })
    desk.answer = () => ({ name: null, username: '', avatar_url: null })
    await desk.ask()
    expect(await desk.person(ada)).toMatchObject({ name: 'Ada', username: 'ada' })
  })

  it('[F4] may hold what PostgreSQL refuses', async () => {
    const account = await desk.account('messenger', shop)
    const ada = somebody()
    await desk.hears(account, ada)
    desk.answer = () => named('Ada\0 \ud83d')
    await desk.ask()
    expect(await desk.person(ada)).toMatchObject({ name: 'Ada\ufffd \ufffd' })
  })

  it('[F2] is dropped when it comes after the claim has run out', async () => {
    const account = await desk.account('messenger', shop)
    const ada = somebody()
    await desk.hears(account, ada)
    const claim = async () => {
      const until = new Date(desk.now().getTime() + 30 * second)
      const [due] = await claimProfiles(desk.db, { platforms: ['messenger'], now: desk.now(), until, limit: 1 })
      return due!
    }
    const slow = await claim()
    desk.advance(31 * second)
    const quick = await claim()
    const tell = (due: typeof slow, name: string) =>
      desk.db.transaction((tx) => learnProfiles(desk.deps, tx, [{ due, profile: named(name) }]))
    await tell(quick, 'Ada')
    await tell(slow, 'Ada, long ago')
    await postponeProfile(desk.db, slow, { until: desk.now(), attempts: 1 }) // nor does a failure count
    expect(await desk.person(ada)).toMatchObject({ name: 'Ada', profile_due_at: null })
    expect(await desk.events(shop, 'contact_updated')).toHaveLength(1)
  })
})

describe('somebody known', () => {
  it('[F6] is asked for again when they write after seven days, not before and not without', async () => {
    const account = await desk.account('messenger', shop)
    const ada = somebody()
    await desk.hears(account, ada)
    desk.answer = () => named('Ada')
    await desk.ask()

    desk.advance(7 * day)
    await desk.hears(account, ada)
    expect(await desk.ask()).toEqual([])
    desk.advance(minute)
    expect(await desk.ask()).toEqual([])
    await desk.hears(account, ada, { direction: 'outbound', opens_window: false })
    expect(await desk.ask()).toEqual([])
    await desk.hears(account, ada)
    await desk.hears(account, ada)
    desk.answer = () => named('Ada Li')
    expect(await desk.ask()).toHaveLength(1)
    expect(await desk.person(ada)).toMatchObject({ name: 'Ada Li' })
  })

  it('[F7] who shows no profile is left alone as long as one who does', async () => {
    const account = await desk.account('messenger', shop)
    const shy = somebody()
    await desk.hears(account, shy)
    expect(await desk.ask()).toHaveLength(1)
    expect(desk.outcomes).toEqual(['none'])

    desk.advance(6 * day)
    await desk.hears(account, shy)
    expect(await desk.ask()).toEqual([])
    desk.advance(day + minute)
    await desk.hears(account, shy)
    expect(await desk.ask()).toHaveLength(1)
  })

  it('[F7] who had never written is asked for again when they first write', async () => {
    const account = await desk.account('instagram', shop)
    const ada = somebody()
    await desk.hears(account, ada, { direction: 'outbound', opens_window: false })
    expect(await desk.ask()).toHaveLength(1)

    await desk.hears(account, ada)
    desk.answer = () => named('Ada')
    expect(await desk.ask()).toHaveLength(1)
    await desk.hears(account, ada)
    expect(await desk.ask()).toEqual([])
  })

  it('[F7] who first writes while they are being asked for is asked for once more', async () => {
    const account = await desk.account('instagram', shop)
    const ada = somebody()
    await desk.hears(account, ada, { direction: 'outbound', opens_window: false })
    desk.answer = async () => {
      desk.advance(1)
      await desk.hears(account, ada)
      desk.answer = () => named('Ada')
      return null
    }
    await desk.ask()
    await desk.ask()
    expect(await desk.person(ada)).toMatchObject({ name: 'Ada', profile_due_at: null })
  })
})

describe('a platform that does not answer', () => {
  it('[F8] is asked again after pauses that grow to a day, and given up after eight calls', async () => {
    const account = await desk.account('messenger', shop)
    const ada = somebody()
    await desk.hears(account, ada)
    desk.answer = () => refused('unavailable')
    const pauses: number[] = []
    for (let calls = 1; calls < 8; calls++) {
      expect(await desk.ask()).toHaveLength(1)
      const { profile_due_at } = await desk.person(ada)
      pauses.push((profile_due_at.getTime() - desk.now().getTime()) / second)
      desk.advance(profile_due_at.getTime() - desk.now().getTime() - 1)
      expect(await desk.ask()).toEqual([])
      desk.advance(1)
    }
    expect(pauses).toEqual([10, 60, 360, 2160, 12960, 77760, 86400])
    expect(await desk.ask()).toHaveLength(1)
    expect(await desk.person(ada)).toMatchObject({ profile_due_at: null, profile_fetched_at: desk.now() })
  })

  it('[F8] rests for two seconds, and twice as long each time in a row up to five minutes', async () => {
    const account = await desk.account('messenger', shop)
    desk.answer = () => refused('unavailable')
    const rests: number[] = []
    for (let i = 0; i < 10; i++) {
      await desk.hears(account, somebody())
      expect(await desk.ask()).toHaveLength(1)
      const { calls_paused_until } = await desk.row(account.id)
      rests.push((calls_paused_until.getTime() - desk.now().getTime()) / second)
      await desk.hears(account, somebody())
      expect(await desk.ask()).toEqual([])
      await desk.db.pool.query('update contact_identities set profile_due_at = null')
      desk.advance(calls_paused_until.getTime() - desk.now().getTime())
    }
    expect(rests).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 300, 300])

    desk.advance(11 * minute)
    await desk.hears(account, somebody())
    await desk.ask()
    expect((await desk.row(account.id)).calls_paused_until.getTime() - desk.now().getTime()).toBe(2 * second)
  })

  it('[F8] costs one rest, however many calls were under way', async () => {
    const account = await desk.account('messenger', shop)
    for (let i = 0; i < 4; i++) await desk.hears(account, somebody())
    const all = Promise.withResolvers<void>()
    desk.answer = async () => {
      if (desk.asked.length === 4) all.resolve()
      await all.promise
      return refused('unavailable')
    }
    expect(await desk.ask()).toHaveLength(4)
    expect((await desk.row(account.id)).calls_paused_until.getTime() - desk.now().getTime()).toBe(2 * second)
  })

  it('[F1] costs nobody their message', async () => {
    const account = await desk.account('messenger', shop)
    const ada = somebody()
    desk.answer = () => refused('unavailable')
    await desk.hears(account, ada)
    await desk.ask()
    await desk.hears(account, ada)
    expect(await desk.events(shop, 'new_message')).toHaveLength(2)
  })
})

describe('a platform that wants fewer calls', () => {
  it('[F9] is left alone for a minute, and other accounts go on', async () => {
    const [busy, other] = [await desk.account('messenger', shop), await desk.account('messenger', shop)]
    const [ada, bob] = [somebody(), somebody()]
    await desk.hears(busy, ada)
    await desk.hears(other, bob)
    desk.answer = ({ account }) => (account === busy.external_id ? refused('throttled') : named('Bob'))
    await desk.ask()
    expect(await desk.person(bob)).toMatchObject({ name: 'Bob' })
    expect(await desk.person(ada)).toMatchObject({ name: null, profile_attempts: 0 })

    desk.answer = () => named('Ada')
    desk.advance(minute - 1)
    expect(await desk.ask()).toEqual([])
    desk.advance(1)
    expect(await desk.ask()).toMatchObject([{ person: ada }])
    expect(await desk.person(ada)).toMatchObject({ name: 'Ada' })
  })

  it('[F9] is left alone for as long as it says, and twice as long each time in a row up to an hour', async () => {
    const account = await desk.account('messenger', shop)
    await desk.hears(account, somebody())
    const rests: number[] = []
    for (const asked of [12 * minute, null, null, null, 100 * minute, null]) {
      desk.answer = () => refused('throttled', asked)
      expect(await desk.ask()).toHaveLength(1)
      const { calls_paused_until } = await desk.row(account.id)
      rests.push((calls_paused_until.getTime() - desk.now().getTime()) / minute)
      desk.advance(calls_paused_until.getTime() - desk.now().getTime())
    }
    expect(rests).toEqual([12, 24, 48, 60, 100, 60])
  })
})

describe('credentials', () => {
  const rejecting = (token: string) => (asked: Asked) =>
    asked.token === token ? refused('credentials_rejected') : named('Ada')

  it('[F10] that are refused twice in a row hold the account, which says so and makes no more calls', async () => {
    const account = await desk.account('messenger', shop)
    const [ada, bob] = [somebody(), somebody()]
    await desk.hears(account, ada)
    desk.answer = rejecting('token')
    expect(await desk.ask()).toHaveLength(2)

    expect(await desk.row(account.id)).toMatchObject({ status: 'attention', status_reason: 'credentials_rejected' })
    const events = await desk.events(shop, 'account_updated')
    expect(events.at(-1)).toMatchObject({
      audience: `account:${account.id}`,
      data: { status: 'attention', status_reason: 'credentials_rejected', is_removed: false },
    })
    await desk.hears(account, bob)
    desk.advance(day)
    expect(await desk.ask()).toEqual([])
    expect(await desk.events(shop, 'account_updated')).toHaveLength(events.length)
  })

  it('[F10] that are replaced let those who waited be asked for', async () => {
    const account = await desk.account('messenger', shop)
    const [ada, bob] = [somebody(), somebody()]
    await desk.hears(account, ada)
    desk.answer = rejecting('token')
    await desk.ask()
    await desk.hears(account, bob)

    await changeAccount(desk.deps, owner(), account.id, { credentials: { access_token: 'another' } })
    expect((await desk.ask()).map(({ person, token }) => ({ person, token }))).toEqual(
      expect.arrayContaining([
        { person: ada, token: 'another' },
        { person: bob, token: 'another' },
      ]),
    )
    expect(await desk.row(account.id)).toMatchObject({ status: 'connected', status_reason: null })
    expect(await desk.person(ada)).toMatchObject({ name: 'Ada', profile_attempts: 0 })
  })

  it('[F10] that are refused once hold nothing', async () => {
    const account = await desk.account('messenger', shop)
    const ada = somebody()
    await desk.hears(account, ada)
    desk.answer = () => (desk.asked.length === 1 ? refused('credentials_rejected') : named('Ada'))
    expect(await desk.ask()).toHaveLength(2)
    expect(await desk.person(ada)).toMatchObject({ name: 'Ada' })
    expect(await desk.row(account.id)).toMatchObject({ status: 'connected' })
  })

  it('[F10] that were replaced while the old ones were refused are not held against the account', async () => {
    const account = await desk.account('messenger', shop)
    await desk.hears(account, somebody())
    desk.answer = async (asked) => {
      if (asked.token !== 'token') return named('Ada')
      if (desk.asked.length === 2) {
        await changeAccount(desk.deps, owner(), account.id, { credentials: { access_token: 'another' } })
      }
      return refused('credentials_rejected')
    }
    expect((await desk.ask()).map(({ token }) => token)).toEqual(['token', 'token'])
    expect((await desk.ask()).map(({ token }) => token)).toEqual(['another'])
    expect(await desk.row(account.id)).toMatchObject({ status: 'connected', status_reason: null })
  })

  it.each([
    ['have no token', {}],
    ['have a token that is none', { access_token: 7 }],
    ['have an empty token', { access_token: '' }],
  ])('[F10] that %s are unusable, which nobody has to ask to know', async (_, credentials) => {
    const account = await desk.account('messenger', shop, credentials)
    await desk.hears(account, somebody())
    expect(await desk.ask()).toEqual([])
    expect(await desk.row(account.id)).toMatchObject({ status: 'attention', status_reason: 'credentials_unusable' })
  })

  it('[F10] that cannot be opened, because SECRET_KEY is another, are unusable', async () => {
    const account = await desk.account('messenger', shop)
    await desk.hears(account, somebody())
    desk.key.fill(0)
    expect(await desk.ask()).toEqual([])
    expect(await desk.row(account.id)).toMatchObject({ status: 'attention', status_reason: 'credentials_unusable' })
  })

  it('[F11] that are missing let people wait, until there are some', async () => {
    const account = await desk.account('messenger', shop, null)
    await desk.hears(account, somebody())
    expect(await desk.ask()).toEqual([])
    await changeAccount(desk.deps, owner(), account.id, { credentials: { access_token: 'at last' } })
    expect(await desk.ask()).toMatchObject([{ token: 'at last' }])
  })
})

describe('an account that is gone', () => {
  it('[F11] makes no calls when it was removed', async () => {
    const account = await desk.account('messenger', shop)
    await desk.hears(account, somebody())
    await removeAccount(desk.deps, owner(), account.id)
    expect(await desk.ask()).toEqual([])
  })

  it('[F11] makes no calls when the platform has disconnected it', async () => {
    const account = await desk.account('messenger', shop)
    await desk.hears(account, somebody())
    await desk.db.pool.query(`update accounts set status = 'disconnected' where id = $1`, [account.id])
    expect(await desk.ask()).toEqual([])
  })

  it('[F11] makes calls when something else about it needs attention', async () => {
    const account = await desk.account('messenger', shop)
    await desk.hears(account, somebody())
    await desk.db.pool.query(
      `update accounts set status = 'attention', status_reason = 'policy_enforcement' where id = $1`,
      [account.id],
    )
    expect(await desk.ask()).toHaveLength(1)
  })
})

describe('anything else that goes wrong', () => {
  it('[F7] is no profile to be had, where the platform refuses for good', async () => {
    const account = await desk.account('messenger', shop)
    const ada = somebody()
    await desk.hears(account, ada)
    desk.answer = () => refused('rejected')
    expect(await desk.ask()).toHaveLength(1)
    expect(await desk.person(ada)).toMatchObject({ profile_due_at: null, profile_fetched_at: desk.now() })
  })

  it('[F8] is tried again later, and costs neither neighbours nor the account', async () => {
    const account = await desk.account('messenger', shop)
    const [odd, bob] = [somebody(), somebody()]
    await desk.hears(account, odd)
    await desk.hears(account, bob)
    desk.answer = ({ person }) => (person === odd ? new TypeError('canary of a bug') : named('Bob'))
    await desk.ask()
    expect(await desk.person(bob)).toMatchObject({ name: 'Bob' })
    expect(await desk.person(odd)).toMatchObject({ profile_due_at: new Date(desk.now().getTime() + 10 * second) })
    expect(await desk.row(account.id)).toMatchObject({ status: 'connected', calls_paused_until: null })
  })

  it('[F12] says in the log what kind of thing it was, and neither token nor person nor words', async () => {
    const account = await desk.account('messenger', shop, { access_token: 'canary-token' })
    const ada = somebody()
    const failures = [refused('throttled'), refused('credentials_rejected'), refused('rejected'), new Error('canary')]
    for (const failure of failures) {
      await desk.db.pool.query('update accounts set calls_paused_until = null, status_reason = null where id = $1', [
        account.id,
      ])
      await desk.hears(account, `${ada}-canary-${desk.logged.length}`)
      desk.answer = () => failure
      await desk.ask()
    }
    expect(desk.logged.length).toBeGreaterThanOrEqual(4)
    expect(desk.logged.join('\n')).not.toMatch(/canary|person-/)
    const about = { platform: 'messenger', account_id: account.id }
    expect(JSON.parse(desk.logged[0]!)).toMatchObject({ ...about, name: 'PlatformError', kind: 'throttled', code: '7' })
  })
})
