import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { ModelWorkspace } from './testing/model-workspace.ts'
import { TestServer } from './testing/test-server.ts'

describe('the package', () => {
  it('[C60] brings nothing of Node and no schema library into a browser', () => {
    expect([...valuesImportedFrom(new URL('./index.ts', import.meta.url))].sort()).toEqual([
      '@switchboard/protocol/close-codes',
    ])
    const closeCodes = new URL(import.meta.resolve('@switchboard/protocol/close-codes'))
    expect([...valuesImportedFrom(closeCodes)]).toEqual([])
  })

  it('has an example that prints an inbox as it fills', async () => {
    const server = await TestServer.start(new ModelWorkspace())
    const example = fileURLToPath(new URL('../examples/tail-inbox.ts', import.meta.url))
    const program = spawn(process.execPath, [example, server.url, 'you@example.com', 'password'])
    try {
      await said(program.stderr, '(live)')
      server.model.change({ kind: 'message', contact: 3, account: 0, is_outbound: false, minutes_ago: 0 })
      server.publish()
      await said(program.stdout, 'whatsapp Person 3: text 1')
      program.kill('SIGINT')
      expect(await once(program, 'exit')).toEqual([0, null])
    } finally {
      program.kill('SIGKILL')
      await server.close()
    }
  })
})

async function said(output: Readable, words: string): Promise<void> {
  let text = ''
  for await (const chunk of output.iterator({ destroyOnReturn: false })) {
    text += chunk
    if (text.includes(words)) return
  }
  throw new Error(`it ended without saying "${words}": ${text}`)
}

/** What the module and all it imports import as values from outside their package. Types are gone when it runs. */
function valuesImportedFrom(entry: URL, seen = new Set<string>()): Set<string> {
  const outside = new Set<string>()
  if (seen.has(entry.href)) return outside
  seen.add(entry.href)
  const source = readFileSync(fileURLToPath(entry), 'utf8')
  for (const [, clause = '', specifier = ''] of source.matchAll(/^(?:import|export)\b([^'"]*?)from '([^']+)'/gms)) {
    if (/^\s+type\b/.test(clause)) continue
    if (!specifier.startsWith('.')) outside.add(specifier)
    else for (const each of valuesImportedFrom(new URL(specifier, entry), seen)) outside.add(each)
  }
  return outside
}
