import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { findNode, install, isInstalled } from './install.mjs'

interface Entry {
  version?: string
  optional?: boolean
  os?: string | string[]
  cpu?: string | string[]
  link?: boolean
}

/** A checkout whose lock file asks for `wanted`, and in which npm says that it has installed `present`. */
function checkout(wanted: Record<string, Entry>, present?: Record<string, Entry>): string {
  const root = mkdtempSync(join(tmpdir(), 'checkout-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  const root_package = { name: 'fixture', version: '1.0.0' }
  write(root, 'package.json', root_package)
  write(root, 'package-lock.json', {
    ...root_package,
    lockfileVersion: 3,
    requires: true,
    packages: { '': root_package, ...wanted },
  })
  if (present) write(root, 'node_modules/.package-lock.json', { packages: present })
  return root
}

function write(root: string, path: string, content: object): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), JSON.stringify(content))
}

const here = { os: process.platform, cpu: [process.arch] }
const elsewhere = { os: 'sunos', cpu: ['sparc'] }

describe('installing', () => {
  it.each([
    ['nothing is there yet', undefined, false],
    ['everything is', { 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '1.0.0' } }, true],
    ['a package is missing', { 'node_modules/b': { version: '1.0.0' } }, false],
    [
      'a package has another version',
      { 'node_modules/a': { version: '1.0.1' }, 'node_modules/b': { version: '1.0.0' } },
      false,
    ],
    ['a package for this platform is missing', { 'node_modules/a': { version: '1.0.0' } }, false],
  ])('[S18] is needed unless it was done: %s', (_what, present, done) => {
    const root = checkout(
      {
        'node_modules/a': { version: '1.0.0' },
        'node_modules/b': { version: '1.0.0', optional: true, ...here },
        'node_modules/c': { version: '1.0.0', optional: true, ...elsewhere },
        'node_modules/d': { link: true },
      },
      present,
    )

    expect(isInstalled(root)).toBe(done)
  })

  it('[S18] is done once, and again when the lock file changes', async () => {
    const root = checkout({})

    await install(root)
    expect(isInstalled(root)).toBe(true)
    expect(existsSync(join(root, '.cache/installing'))).toBe(false)

    const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { packages: object }
    write(root, 'package-lock.json', {
      ...lock,
      packages: { ...lock.packages, 'node_modules/new': { version: '1.0.0' } },
    })
    expect(isInstalled(root)).toBe(false)
  })

  it('[S18] is not held up by an install that was killed', async () => {
    const root = checkout({})
    mkdirSync(join(root, '.cache'))
    writeFileSync(join(root, '.cache/installing'), '4000000')

    await install(root)

    expect(isInstalled(root)).toBe(true)
  })

  it('[S19] brings the Node that everything runs on', () => {
    const root = checkout({})
    expect(findNode(root)).toBe(process.execPath)

    const system = process.platform === 'win32' ? 'win' : process.platform
    const brought = join(
      root,
      `node_modules/node-${system}-${process.arch}/bin`,
      system === 'win' ? 'node.exe' : 'node',
    )
    mkdirSync(dirname(brought), { recursive: true })
    writeFileSync(brought, '')
    expect(findNode(root)).toBe(brought)
  })

  it('[S12] [S18] that fails ends in one sentence', () => {
    // A package that the lock file says is on this machine, in a place where it is not.
    const missing = { version: '1.0.0', resolved: 'file:not-there.tgz' }
    const root = checkout({ 'node_modules/missing': missing })
    write(root, 'package.json', { name: 'fixture', version: '1.0.0', dependencies: { missing: 'file:not-there.tgz' } })

    const program = `import(${JSON.stringify(join(import.meta.dirname, 'install.mjs'))}).then((m) => m.install(${JSON.stringify(root)}))`
    const { status, stderr } = spawnSync(process.execPath, ['-e', program], { encoding: 'utf8' })

    expect(status).toBe(1)
    expect(stderr.trim().split('\n').at(-1)).toBe(
      'The packages could not be installed (what npm says is above): mostly it is the network connection; mend it and try again.',
    )
  })
})

describe('package-lock.json', () => {
  interface Locked {
    dependencies?: Record<string, string>
    devDependencies?: Record<string, string>
    optionalDependencies?: Record<string, string>
  }
  const { packages } = JSON.parse(readFileSync(join(import.meta.dirname, '../package-lock.json'), 'utf8')) as {
    packages: Record<string, Locked>
  }

  it('[S18] names what each platform needs, not only what this one does: npm ci refuses a lock file with gaps', () => {
    const gaps = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter((name) => !isLocked(path, name)),
    )

    expect(gaps).toEqual([])
  })

  it.each(Object.keys(packages).filter((path) => !path.includes('node_modules/')))(
    '[S18] agrees with the package.json of "%s": npm ci refuses another one',
    (path) => {
      const manifest = JSON.parse(readFileSync(join(import.meta.dirname, '..', path, 'package.json'), 'utf8')) as Locked
      const wanted = ({ dependencies = {}, devDependencies = {}, optionalDependencies = {} }: Locked) => ({
        ...dependencies,
        ...devDependencies,
        ...optionalDependencies,
      })

      expect(wanted(packages[path]!)).toEqual(wanted(manifest))
    },
  )

  // A package is looked for beside its dependent, then one folder further up, as Node does.
  function isLocked(path: string, name: string): boolean {
    if (`${path ? `${path}/` : ''}node_modules/${name}` in packages) return true
    return path !== '' && isLocked(path.replace(/(^|\/)[^/]+$/, ''), name)
  }
})
