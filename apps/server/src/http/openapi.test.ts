import { readFileSync } from 'node:fs'
import { catalogue } from '@switchboard/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startWorld, type World } from '../../world/index.ts'
import { errorsPage } from './errors-page.ts'

interface Operation {
  summary?: string
  tags?: string[]
  security?: Record<string, []>[]
  parameters?: { in: string; name: string }[]
  responses: Record<string, { description: string }>
}
interface Document {
  openapi: string
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, object>; securitySchemes: object }
}

let world: World
let document: Document
beforeAll(async () => {
  world = await startWorld()
  document = (await (await fetch(`${world.url}/api/schema`)).json()) as Document
})
afterAll(() => world[Symbol.asyncDispose]())

describe('the document', () => {
  it('[H11] is OpenAPI 3.1 and lists every route of the API', () => {
    expect(document.openapi).toBe('3.1.0')
    const open = operations().filter(([, , { security = [] }]) => !security.some((scheme) => 'token' in scheme))
    // Those that take a token are compared with the table of permissions.
    expect(open.map(([path, method]) => `${method} ${path}`).sort()).toEqual([
      'delete /api/v1/sessions/{id}',
      'get /api/auth/get-session',
      'get /api/v1/invitations/{id}',
      'get /api/v1/sessions',
      'get /api/v1/setup',
      'get /healthz',
      'get /readyz',
      'post /api/auth/change-password',
      'post /api/auth/revoke-other-sessions',
      'post /api/auth/revoke-sessions',
      'post /api/auth/sign-in/email',
      'post /api/auth/sign-out',
      'post /api/auth/sign-up/email',
      'post /api/auth/two-factor/disable',
      'post /api/auth/two-factor/enable',
      'post /api/auth/two-factor/generate-backup-codes',
      'post /api/auth/two-factor/verify-backup-code',
      'post /api/auth/two-factor/verify-totp',
      'post /api/auth/update-user',
      'post /api/v1/invitations/accept',
      'post /api/v1/setup',
      'post /api/v1/token',
      'post /api/v1/workspaces',
    ])
  })

  it('[H11] says of every route what it is for, where it belongs, and how it answers and refuses', () => {
    for (const [path, method, operation] of operations()) {
      const at = `${method} ${path}`
      expect(operation.summary, at).toBeTruthy()
      expect(operation.tags, at).toHaveLength(1)
      const statuses = Object.keys(operation.responses)
      expect(
        statuses.some((status) => status.startsWith('2')),
        at,
      ).toBe(true)
      if (path.startsWith('/api/')) expect(statuses, at).toContain('429')
    }
  })

  it('[H11] declares what stands in a path, once and under one name', () => {
    const shapes = Object.keys(document.paths).map((path) => path.replace(/\{\w+\}/g, '{}'))
    expect(new Set(shapes).size).toBe(shapes.length)
    for (const [path, method, { parameters = [] }] of operations()) {
      const declared = parameters.filter(({ in: where }) => where === 'path').map(({ name }) => name)
      expect(declared, `${method} ${path}`).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))
    }
  })

  it('[H11] refers to nothing that is not in it, and calls the views by their names', () => {
    const text = JSON.stringify(document)
    const refs = new Set([...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name!))
    expect([...refs].sort()).toEqual(Object.keys(document.components.schemas).sort())
    expect([...refs]).toEqual(
      expect.arrayContaining(['MessageView', 'ConversationView', 'AccountDetails', 'MemberView']),
    )
    expect(text).not.toContain('"nullable"')
    expect(text).not.toContain('~')
  })

  it.each([
    ['/api/docs', /swagger-ui/i],
    ['/api/docs/static/swagger-initializer.js', /\/api\/schema/],
    ['/api/redoc', /spec-url="\/api\/schema"/],
    ['/api/redoc/redoc.standalone.js', /redoc/i],
  ])('[H11] is shown by pages that load nothing from elsewhere: %s', async (path, content) => {
    const response = await fetch(`${world.url}${path}`)
    expect(response.status).toBe(200)
    const text = await response.text()
    expect(text).toMatch(content)
    if (path.endsWith('.js')) return
    expect(text).not.toMatch(/(src|href)="(https?:)?\/\//)
    expect(response.headers.get('content-security-policy')).toContain("default-src 'self'")
  })
})

describe('docs/errors.md', () => {
  it('[H1] is the catalogue', () => {
    const page = readFileSync(new URL('../../../../docs/errors.md', import.meta.url), 'utf8')
    expect(page).toBe(errorsPage())
    for (const code of Object.keys(catalogue)) expect(page).toContain(`\`${code}\``)
  })
})

function operations(): [string, string, Operation][] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, string, Operation] => [path, method, operation]),
  )
}
