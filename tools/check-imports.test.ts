import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { findImportProblems } from './check-imports.ts'

const roots: string[] = []
afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true })
})

/** A repository with these files and a package.json that lists everything it may need. */
function repository(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'imports-'))
  roots.push(root)
  const manifest = JSON.stringify({
    dependencies: { kysely: '*', '@switchboard/protocol': '*', '@switchboard/platform-kit': '*' },
  })
  for (const [path, text] of Object.entries({ 'apps/server/package.json': manifest, 'package.json': '{}', ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return root
}

const src = 'apps/server/src'

describe('[S23] the import rules', () => {
  it('accept the road as it is meant', () => {
    const root = repository({
      [`${src}/app.ts`]: `import { live } from './live/gateway.ts'`,
      [`${src}/main.ts`]: `import { app } from './app.ts'`,
      [`${src}/deps.ts`]: `import type { Live } from './live/gateway.ts'`,
      [`${src}/live/gateway.ts`]: `import { follow } from '../eventlog/follow.ts'; import type { Deps } from '../deps.ts'`,
      [`${src}/domain/messages/receive.ts`]: `import type { Fact } from '@switchboard/platform-kit'
        import { appendEvents } from '../../eventlog/append.ts'; import { lock } from '../conversations/index.ts'
        import { sql } from 'kysely'; import { randomUUID } from 'node:crypto'`,
      [`${src}/domain/messages/routes.ts`]: `import { page } from '../../http/page.ts'`,
    })

    expect(findImportProblems(root)).toEqual([])
  })

  it.each([
    [
      'a command that pushes to a socket',
      `${src}/domain/messages/send.ts`,
      `import '../../live/gateway.ts'`,
      'domain may not import live',
    ],
    [
      'a command that reads the log',
      `${src}/domain/messages/send.ts`,
      `export * from '../../eventlog/follow.ts'`,
      'domain may not import eventlog',
    ],
    [
      'a socket that asks the database',
      `${src}/live/gateway.ts`,
      `const db = await import('../db/database.ts')`,
      'live may not import db',
    ],
    [
      'a socket that asks a business table',
      `${src}/live/gateway.ts`,
      `import type { Row } from '../domain/messages/index.ts'`,
      'live may not import types of domain',
    ],
    [
      'a command that speaks HTTP',
      `${src}/domain/messages/send.ts`,
      `import { page } from '../../http/page.ts'`,
      'domain may not import http',
    ],
    [
      'a sandbox that shares our types',
      'packages/meta-sandbox/src/wire.ts',
      `import '@switchboard/protocol'`,
      'meta-sandbox may not import protocol',
    ],
    [
      'a bench that reaches into the server',
      'bench/src/main.ts',
      `import '../../${src}/db/database.ts'`,
      'bench may not import db',
    ],
    [
      'a part that builds itself',
      `${src}/http/routes.ts`,
      `import { createApp } from '../app.ts'`,
      'only main.ts and the world may',
    ],
    [
      'code of the protocol in the web app',
      'apps/web/src/main.tsx',
      `import { catalogue } from '@switchboard/protocol'`,
      'web may not import protocol',
    ],
    [
      'another slice through a side door',
      `${src}/domain/messages/send.ts`,
      `import '../conversations/lock.ts'`,
      'through its index.ts only',
    ],
    ['a package that is not listed', `${src}/domain/messages/send.ts`, `import _ from 'lodash'`, 'does not list'],
  ])('refuse %s', (_what, path, text, problem) => {
    const problems = findImportProblems(repository({ [path]: text }))

    expect(problems.join('\n')).toContain(problem)
  })

  it('refuse slices that need each other', () => {
    const root = repository({
      [`${src}/domain/messages/send.ts`]: `import '../conversations/index.ts'`,
      [`${src}/domain/conversations/lock.ts`]: `import '../contacts/index.ts'`,
      [`${src}/domain/contacts/merge.ts`]: `import '../messages/index.ts'`,
    })

    expect(findImportProblems(root)).toEqual([
      'the slices go round in a circle: contacts → messages → conversations → contacts',
    ])
  })

  it('let tests use what they need, except the composition root', () => {
    const root = repository({
      [`${src}/live/gateway.test.ts`]: `import '../db/testing.ts'; import { vi } from 'kysely'`,
      [`${src}/live/socket.test.ts`]: `import '../app.ts'`,
    })

    expect(findImportProblems(root)).toEqual([
      `${src}/live/socket.test.ts imports ../app.ts: only main.ts and the world may`,
    ])
  })
})
