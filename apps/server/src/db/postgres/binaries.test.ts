import { chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { findBinaries } from './binaries.ts'

const isRoot = process.getuid?.() === 0
const nobody = { uid: 65_534, gid: 65_534, name: 'nobody' }

/** A package of programs as npm leaves it: without the links that only its install script would make. */
function unpack() {
  const top = mkdtempSync(join(tmpdir(), 'binaries-'))
  onTestFinished(() => rmSync(top, { recursive: true }))
  chmodSync(top, 0o755)
  const dir = join(top, 'checkout/node_modules/postgres')
  const files = {
    'package.json': '{"version":"18.4.0"}',
    'native/bin/postgres': 'program',
    'native/lib/libpq.so.5.18': 'library',
    'native/lib/libpq.a': 'for compilers only',
    'native/pg-symlinks.json': '[{"source":"native/lib/libpq.so.5.18","target":"native/lib/libpq.so.5"}]',
  }
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true })
    writeFileSync(join(dir, name), text)
  }
  return { dir, checkout: join(top, 'checkout'), caches: [join(top, 'closed/cache'), join(top, 'cache')] }
}

describe('the programs of PostgreSQL', () => {
  it('[S17] are used where they are, their links made where no install script has', () => {
    const { dir, caches } = unpack()

    const { postgres, version } = findBinaries(null, dir, caches)

    expect(postgres).toBe(join(dir, 'native/bin/postgres'))
    expect(version).toBe('18.4.0')
    expect(readFileSync(join(dir, 'native/lib/libpq.so.5'), 'utf8')).toBe('library')
  })

  it.skipIf(!isRoot)('[S10] are copied once, links and all, where their user cannot reach them', () => {
    const { dir, checkout, caches } = unpack()
    chmodSync(checkout, 0o700)
    mkdirSync(dirname(caches[0]!), { mode: 0o700 }) // a cache that is out of reach itself is passed over

    const { postgres } = findBinaries(nobody, dir, caches)

    const copy = dirname(dirname(postgres))
    expect(copy).toBe(join(caches[1]!, `postgres-18.4.0-${process.arch}`, 'native'))
    expect(readFileSync(postgres, 'utf8')).toBe('program')
    expect(lstatSync(join(copy, 'lib/libpq.so.5')).isSymbolicLink()).toBe(true)
    expect(existsSync(join(copy, 'lib/libpq.a'))).toBe(false)

    writeFileSync(postgres, 'the copy')
    expect(readFileSync(findBinaries(nobody, dir, caches).postgres, 'utf8')).toBe('the copy')
  })

  it.skipIf(!isRoot)('[S12] that cannot be used nor copied are named, with the remedy', () => {
    const { dir, checkout, caches } = unpack()
    chmodSync(checkout, 0o700)
    mkdirSync(dirname(caches[0]!), { mode: 0o700 })

    expect(() => findBinaries(nobody, dir, [caches[0]!])).toThrow(
      /cannot be used by the user nobody as they are, and could not be copied .*: move the checkout to a place that others may enter, or set DATABASE_URL\.$/,
    )
  })
})
