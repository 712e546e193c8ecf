import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { root, stop } from './install.mjs'

// What ends up in the pages the browser loads. Tests and built files do not.
const sources = ['apps/web', 'packages/sdk', 'packages/protocol', 'package-lock.json']
const aside = /(^|[\\/])(node_modules|dist|\.cache)([\\/]|$)|\.test\.tsx?$/

/** Builds the web app where it was never built or its sources have changed since. */
export function buildWeb(node) {
  const web = join(root, 'apps/web')
  if (!existsSync(join(web, 'vite.config.ts'))) return
  const built = join(web, 'dist/.built-from')
  const wanted = fingerprint()
  if (existsSync(built) && readFileSync(built, 'utf8') === wanted) return

  console.error('Building the web app.')
  const vite = join(root, 'node_modules/vite/bin/vite.js')
  const { status } = spawnSync(node, [vite, 'build', '--logLevel', 'warn'], { cwd: web, stdio: ['ignore', 2, 2] })
  if (status !== 0) stop('The web app could not be built: what vite says is above.')
  writeFileSync(built, wanted)
}

function fingerprint() {
  const hash = createHash('sha256')
  for (const path of sources.flatMap(list).sort()) {
    hash.update(relative(root, path)).update('\0').update(readFileSync(path)).update('\0')
  }
  return hash.digest('hex')
}

function list(source) {
  const path = join(root, source)
  if (!existsSync(path)) return []
  if (source.endsWith('.json')) return [path]
  return walk(path)
}

function walk(directory) {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name)
    if (aside.test(relative(root, path))) return []
    if (entry.isDirectory()) return walk(path)
    return entry.isFile() ? [path] : []
  })
}
