import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { AccountDetails, ConversationView, MessageView, Page } from '@switchboard/protocol'
import { describe, expect, it } from 'vitest'
import { startWorld } from '../world/index.ts'

describe('the sandbox', () => {
  it('[I19] has three accounts connected after setup, and what its customers write arrives', async () => {
    await using world = await startWorld({ sandbox: true })
    const { body } = await world.owner.get<Page<AccountDetails>>('/accounts')
    expect(body.items.map(({ platform }) => platform).sort()).toEqual(['instagram', 'messenger', 'whatsapp'])

    for (const platform of ['instagram', 'messenger', 'whatsapp'] as const) {
      await world.customer(platform, 'ada').say(`Hello from ${platform}`)
    }
    await world.idle()
    const messages = await world.owner.get<Page<MessageView>>('/messages')
    expect(messages.body.items.map(({ text }) => text).sort()).toEqual(
      ['instagram', 'messenger', 'whatsapp'].map((platform) => `Hello from ${platform}`),
    )
    const conversations = await world.owner.get<Page<ConversationView>>('/conversations')
    expect(conversations.body.items).toHaveLength(3)
  })

  it('[I20] can be controlled by whoever may read the data directory, while it runs', async () => {
    const world = await startWorld({ sandbox: true })
    const path = join(world.deps.config.dataDir, 'sandbox.json')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    const control = JSON.parse(readFileSync(path, 'utf8')) as { url: string; token: string }
    expect(control.url).toBe(world.sandbox.url)
    const ask = (headers: HeadersInit) => fetch(`${control.url}/sandbox/state`, { headers })
    expect((await ask({})).status).toBe(401)
    expect((await ask({ authorization: `Bearer ${control.token}` })).status).toBe(200)

    await world[Symbol.asyncDispose]()
    expect(existsSync(path)).toBe(false)
  })

  it('[H18] may show its pictures and play its sounds in our pages, and nobody else on plain http may', async () => {
    await using world = await startWorld({ sandbox: true })
    const policy = (await fetch(`${world.url}/api/v1/setup`)).headers.get('content-security-policy')
    expect(policy).toContain(`;img-src 'self' data: blob: https: ${world.sandbox.url};`)
    expect(policy).toContain(`;media-src 'self' blob: https: ${world.sandbox.url};`)

    await using real = await startWorld()
    const strict = (await fetch(`${real.url}/api/v1/setup`)).headers.get('content-security-policy')
    expect(strict).not.toContain('http://')
  })

  it('[I21] does not bring back an account that somebody has removed', async () => {
    await using world = await startWorld({ sandbox: true })
    const { body } = await world.owner.get<Page<AccountDetails>>('/accounts')
    await world.owner.delete(`/accounts/${body.items[0]!.id}`)
    await world.deps.sandbox!.connect(world.id)
    expect((await world.owner.get<Page<AccountDetails>>('/accounts')).body.items).toHaveLength(2)
  })
})
