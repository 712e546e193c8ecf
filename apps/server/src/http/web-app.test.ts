import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { fastify } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { installErrorHandler } from './error-handler.ts'
import { serveWebApp } from './web-app.ts'

let dir: string
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'switchboard-web-'))
  mkdirSync(join(dir, 'assets'))
  writeFileSync(join(dir, 'index.html'), '<title>The app</title>')
  writeFileSync(join(dir, 'assets/app-1a2b.js'), 'run()')
  writeFileSync(join(dir, 'assets/app-1a2b.js.br'), brotliCompressSync('run()'))
  writeFileSync(join(dir, 'manifest.webmanifest'), '{}')
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

async function serve(from: string) {
  const http = fastify().withTypeProvider<TypeBoxTypeProvider>()
  installErrorHandler(http)
  await serveWebApp(http, from)
  return (url: string, accept = 'text/html,application/xhtml+xml', encodings = 'identity') =>
    http.inject({ url, headers: { accept, 'accept-encoding': encodings } })
}

describe('the web app', () => {
  it('[H17] is what a browser gets, whatever screen it opens', async () => {
    const get = await serve(dir)
    for (const url of ['/', '/inbox/all/01a1?unread=true', '/setup?code=x']) {
      expect(await get(url)).toMatchObject({ statusCode: 200, body: '<title>The app</title>' })
    }
    expect((await get('/')).headers['cache-control']).toBe('no-cache')
  })

  it('[H17] keeps its built files, whose names change with what is in them', async () => {
    const get = await serve(dir)
    const file = await get('/assets/app-1a2b.js', '*/*')
    expect(file).toMatchObject({ statusCode: 200, body: 'run()' })
    expect(file.headers['cache-control']).toContain('immutable')
  })

  it('[H17] comes compressed where the browser takes it', async () => {
    const get = await serve(dir)
    const file = await get('/assets/app-1a2b.js', '*/*', 'gzip, deflate, br')
    expect(brotliDecompressSync(file.rawPayload).toString()).toBe('run()')
    expect(file.headers).toMatchObject({ 'content-encoding': 'br', vary: expect.stringContaining('accept-encoding') })
    expect(file.headers['content-type']).toContain('javascript')
    expect(file.headers['cache-control']).toContain('immutable')
    expect(await get('/inbox', 'text/html', 'br')).toMatchObject({ statusCode: 200, body: '<title>The app</title>' })
  })

  it('[H17] has a manifest that browsers take for one', async () => {
    const { headers } = await (await serve(dir))('/manifest.webmanifest', '*/*')
    expect(headers['content-type']).toContain('application/manifest+json')
    expect(headers['cache-control']).toBe('no-cache')
  })

  it.each([
    ['/assets/gone-3c4d.js', '*/*'],
    ['/api/v1/nothing', 'text/html'],
    ['/webhooks/nothing', 'text/html'],
    ['/anything', 'application/json'],
    ['/../package.json', '*/*'],
  ])('[H17] is not what a program gets for something that is not there: %s', async (url, accept) => {
    const answer = await serve(dir)
    expect(await answer(url, accept)).toMatchObject({ statusCode: 404 })
    expect((await answer(url, accept)).json()).toMatchObject({ code: 'not_found' })
  })

  it('[H17] is missed in plain words where it has not been built', async () => {
    const get = await serve(join(dir, 'nowhere'))
    expect((await get('/')).body).toContain('The web app has not been built')
    expect(await get('/inbox')).toMatchObject({ statusCode: 404 })
  })
})
