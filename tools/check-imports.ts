import { existsSync, globSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { parseSync } from 'vite'

/**
 * Who may import whom. A file belongs to the first zone whose `files` it begins with, and imports only from its own
 * zone and from those it names; `types` says from where it may import types besides. Tests may import anything but the
 * composition root.
 */
interface Zone {
  readonly name: string
  readonly files: string
  readonly may: readonly string[]
  readonly types?: readonly string[]
}

const server = 'apps/server/src'
const everything = ['*']

const zones: readonly Zone[] = [
  { name: 'protocol', files: 'packages/protocol/', may: [] },
  { name: 'platform-kit', files: 'packages/platform-kit/', may: [] },
  // Nothing of ours: the sandbox must not share our misunderstandings.
  { name: 'meta-sandbox', files: 'packages/meta-sandbox/', may: [] },
  { name: 'platforms', files: 'packages/platform-', may: ['platform-kit'] },
  { name: 'sdk', files: 'packages/sdk/', may: ['protocol'] },
  // What browser tests stand on.
  { name: 'web-world', files: 'apps/web/world/', may: ['world', 'tools'] },
  { name: 'web', files: 'apps/web/', may: ['sdk'], types: ['protocol'] },
  { name: 'bench', files: 'bench/', may: ['sdk', 'meta-sandbox', 'tools'] },
  { name: 'chaos', files: 'chaos/', may: ['sdk', 'meta-sandbox', 'tools'] },
  { name: 'tools', files: 'tools/', may: ['db', 'config'] },
  { name: 'db', files: `${server}/db/`, may: ['protocol'] },
  { name: 'jobs', files: `${server}/jobs/`, may: ['db', 'protocol'] },
  // Appending is for those who write; reading is for those who follow.
  { name: 'append', files: `${server}/eventlog/append.ts`, may: ['db', 'protocol'] },
  { name: 'eventlog', files: `${server}/eventlog/`, may: ['append', 'db', 'protocol'] },
  {
    name: 'members',
    files: `${server}/domain/members/`,
    may: ['domain', 'db', 'jobs', 'append', 'server', 'protocol'],
  },
  // What a platform said, in our words: the kit's types, never its or an adapter's code.
  {
    name: 'domain',
    files: `${server}/domain/`,
    may: ['members', 'db', 'jobs', 'append', 'server', 'protocol'],
    types: ['platform-kit'],
  },
  {
    name: 'ingest',
    files: `${server}/ingest/`,
    may: ['domain', 'members', 'jobs', 'db', 'http', 'platform-kit', 'server', 'protocol'],
  },
  { name: 'live', files: `${server}/live/`, may: ['eventlog', 'members', 'server', 'protocol'] },
  {
    name: 'dispatch',
    files: `${server}/dispatch/`,
    may: ['domain', 'members', 'jobs', 'db', 'platform-kit', 'server', 'protocol'],
  },
  { name: 'http', files: `${server}/http/`, may: ['db', 'server', 'protocol'], types: ['config'] },
  // The one place where the server and its emulated platforms meet, and the screen on which one plays their customers.
  {
    name: 'sandbox',
    files: `${server}/sandbox`,
    may: ['db', 'meta-sandbox', 'members', 'http', 'protocol'],
    types: ['config'],
  },
  { name: 'config', files: `${server}/config.ts`, may: ['db', 'server', 'protocol'] },
  {
    name: 'upkeep',
    files: `${server}/upkeep.ts`,
    may: ['domain', 'members', 'ingest', 'eventlog', 'db', 'server', 'protocol'],
  },
  { name: 'deps', files: `${server}/deps.ts`, may: [], types: everything },
  { name: 'app', files: `${server}/app.ts`, may: everything },
  { name: 'main', files: `${server}/main.ts`, may: everything },
  {
    name: 'world',
    files: 'apps/server/world/',
    may: ['app', 'db', 'config', 'sdk', 'protocol', 'platform-kit', 'meta-sandbox', 'tools'],
  },
  { name: 'server', files: `${server}/`, may: ['config', 'db', 'protocol'] },
]

const importersOfApp = new Set(['main', 'world'])

interface Import {
  readonly from: string
  readonly specifier: string
  readonly isType: boolean
  /** The file it means, relative to the root; null for packages that are not ours. */
  readonly target: string | null
}

/** One sentence per import that breaks a rule; empty where all is well. Paths are relative to `root`. */
export function findImportProblems(root: string): string[] {
  const files = globSync('{packages,apps,bench,chaos,tools}/**/*.{ts,tsx,mjs}', {
    cwd: root,
    exclude: (path) => /(^|\/)(node_modules|dist)$/.test(String(path)),
  })
    .map((file) => file.split(sep).join('/'))
    .sort()
  const imports = files.flatMap((file) => readImports(root, file))
  return [
    ...imports.flatMap((one) => [zoneProblem(one), sliceProblem(one), packageProblem(root, one)]),
    ...sliceCycles(imports),
  ].filter((problem) => problem !== null)
}

function zoneProblem({ from, specifier, isType, target }: Import): string | null {
  if (target === null) return null
  const mine = zoneOf(from)
  const theirs = zoneOf(target)
  if (!mine || !theirs || mine === theirs) return null
  if (theirs.name === 'app') {
    return importersOfApp.has(mine.name) ? null : `${from} imports ${specifier}: only main.ts and the world may`
  }
  if (isTest(from) || isOneOf(mine.may, theirs)) return null
  if (isType && (theirs.name === 'deps' || isOneOf(mine.types ?? [], theirs))) return null
  if (theirs.name === 'http' && mine.files.startsWith(`${server}/domain`) && from.endsWith('/routes.ts')) return null
  return `${from} imports ${specifier}: ${mine.name} may not import ${isType ? 'types of ' : ''}${theirs.name}`
}

function sliceProblem({ from, specifier, target }: Import): string | null {
  const theirs = sliceOf(target)
  if (!theirs || theirs === sliceOf(from) || isTest(from) || zoneOf(from)?.name === 'deps') return null
  if (target?.endsWith(`/${theirs}/index.ts`)) return null
  return `${from} imports ${specifier}: the slice ${theirs} is used through its index.ts only`
}

function packageProblem(root: string, { from, specifier }: Import): string | null {
  if (specifier.startsWith('.') || isBuiltin(specifier)) return null
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
  if (listedFor(root, from).has(name)) return null
  return `${from} imports ${specifier}, which its package.json does not list`
}

function sliceCycles(imports: Import[]): string[] {
  const graph = new Map<string, Set<string>>()
  for (const { from, target } of imports) {
    const [mine, theirs] = [sliceOf(from), sliceOf(target)]
    if (!mine || !theirs || mine === theirs || isTest(from)) continue
    graph.set(mine, (graph.get(mine) ?? new Set()).add(theirs))
  }
  const cycles = new Map<string, string>()
  function walk(path: string[]): void {
    const last = path.at(-1)!
    const start = path.indexOf(last)
    if (start < path.length - 1) {
      const cycle = path.slice(start)
      const members = [...new Set(cycle)].sort().join()
      if (!cycles.has(members)) cycles.set(members, `the slices go round in a circle: ${cycle.join(' → ')}`)
      return
    }
    for (const next of graph.get(last) ?? []) walk([...path, next])
  }
  for (const slice of graph.keys()) walk([slice])
  return [...cycles.values()]
}

function readImports(root: string, from: string): Import[] {
  const source = readFileSync(join(root, from), 'utf8')
  const { module } = parseSync(from, source)
  const found: { specifier: string; isType: boolean }[] = []
  for (const { moduleRequest, entries } of module.staticImports) {
    found.push({ specifier: moduleRequest.value, isType: entries.length > 0 && entries.every(({ isType }) => isType) })
  }
  for (const { entries } of module.staticExports) {
    for (const { moduleRequest, isType } of entries) {
      if (moduleRequest) found.push({ specifier: moduleRequest.value, isType })
    }
  }
  for (const { moduleRequest } of module.dynamicImports) {
    const text = source.slice(moduleRequest.start, moduleRequest.end)
    if (/^['"][^'"]+['"]$/.test(text)) found.push({ specifier: text.slice(1, -1), isType: false })
  }
  return found.map((one) => ({ from, ...one, target: targetOf(root, from, one.specifier) }))
}

function targetOf(root: string, from: string, specifier: string): string | null {
  if (specifier.startsWith('.'))
    return relative(root, resolve(root, dirname(from), specifier))
      .split(sep)
      .join('/')
  const ours = /^@switchboard\/([\w-]+)/.exec(specifier)?.[1]
  return ours ? `packages/${ours}/` : null
}

const listed = new Map<string, Set<string>>()

// What the nearest package.json lists; tests and tools may also use what the root lists for development.
function listedFor(root: string, from: string): Set<string> {
  const own = packageDirOf(root, from)
  const dirs = isTest(from) || own === root ? [own, root, join(root, 'apps/web')] : [own]
  return new Set(dirs.flatMap((dir) => [...listedIn(dir)]))
}

function listedIn(dir: string): Set<string> {
  const known = listed.get(dir)
  if (known) return known
  const file = join(dir, 'package.json')
  const manifest = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, object | string>) : {}
  const names = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies']
  const all = new Set(names.flatMap((name) => Object.keys(manifest[name] ?? {})))
  // An example shows the import that its reader will write.
  if (typeof manifest.name === 'string') all.add(manifest.name)
  listed.set(dir, all)
  return all
}

function packageDirOf(root: string, file: string): string {
  for (let dir = dirname(join(root, file)); dir.length > root.length; dir = dirname(dir)) {
    if (existsSync(join(dir, 'package.json'))) return dir
  }
  return root
}

function zoneOf(path: string): Zone | undefined {
  return zones.find(({ files }) => path.startsWith(files))
}

function sliceOf(path: string | null): string | undefined {
  return /^apps\/server\/src\/domain\/([\w-]+)\//.exec(path ?? '')?.[1]
}

function isOneOf(names: readonly string[], zone: Zone): boolean {
  return names === everything || names.includes(zone.name)
}

function isTest(path: string): boolean {
  return /\.test\.tsx?$|\/testing\.ts$/.test(path)
}
