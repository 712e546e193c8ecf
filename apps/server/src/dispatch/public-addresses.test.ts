import type { LookupFunction } from 'node:net'
import { describe, expect, it } from 'vitest'
import { NoAnswerError, postPush } from './post-push.ts'
import { isPublicAddress, lookupPublic, PrivateAddressError } from './public-addresses.ts'

describe('an address', () => {
  it.each(['8.8.8.8', '172.15.0.1', '172.32.0.1', '192.167.1.1', '2606:4700::1111', '2a00:1450:4001::1'])(
    '[W14] on the internet may be called: %s',
    (address) => expect(isPublicAddress(address)).toBe(true),
  )

  it.each([
    ['127.0.0.1', '127.9.9.9', '0.0.0.0', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254'],
    [
      '100.64.0.1',
      '198.18.0.1',
      '224.0.0.1',
      '255.255.255.255',
      '::1',
      '::',
      'fe80::1',
      'fc00::1',
      'fd12::1',
      'ff02::1',
    ],
    [
      '::ffff:127.0.0.1',
      '::ffff:10.0.0.1',
      '::ffff:8.8.8.8',
      '64:ff9b::7f00:1',
      '2002:7f00:1::',
      '2001:0:1::',
      'name',
      '',
    ],
  ])('[W14] of another kind may not: %s, %s, %s, %s, %s, %s, %s, %s', (...addresses) => {
    for (const address of addresses) expect(isPublicAddress(address), address).toBe(false)
  })

  it('[W14] is looked at when its name has been resolved', async () => {
    const resolve = (...[name, options]: [string, Parameters<LookupFunction>[1]]) =>
      new Promise((done) => lookupPublic(name, options, (error) => done(error)))
    expect(await resolve('localhost', {})).toBeInstanceOf(PrivateAddressError)
    expect(await resolve('localhost', { all: true })).toBeInstanceOf(PrivateAddressError)
  })

  it.each(['https://localhost/push', 'https://127.0.0.1/push', 'https://[::1]/push', 'http://push.example/1'])(
    '[W14] that is none of a push service is not called: %s',
    async (endpoint) => {
      const io = { signal: new AbortController().signal, mayBeAnywhere: false }
      await expect(postPush(endpoint, {}, Buffer.alloc(0), io)).rejects.toBeInstanceOf(PrivateAddressError)
    },
  )

  it('[W13] that does not answer is told from one that must not be called', async () => {
    const io = { signal: new AbortController().signal, mayBeAnywhere: true }
    const asked = postPush('http://127.0.0.1:9/push', {}, Buffer.alloc(0), io)
    await expect(asked).rejects.toBeInstanceOf(NoAnswerError)
  })
})
