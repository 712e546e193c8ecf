import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { root, stop } from './install.mjs'

// What ends up in the pages the browser loads. Tests and built files do not.
const sources = ['apps/web', 'packages/sdk', 'packages/protocol', 'package-lock.json', 'tools/build-web.mjs']
const aside = /(^|[\\/])(node_modules|dist|\.cache)([\\/]|$)|\.test\.tsx?$/

/** Builds the web app where it was never built or its sources have changed since. */
export function buildWeb(node, directory = root) {
  const web = join(directory, 'apps/web')
  if (!existsSync(join(web, 'vite.config.ts'))) return
  const built = join(web, 'dist/.built-from')
  const wanted = fingerprint(directory)
  if (existsSync(built) && readFileSync(built, 'utf8') === wanted) return

  console.error('Building the web app.')
  const vite = join(directory, 'node_modules/vite/bin/vite.js')
  const { status } = spawnSync(node, [vite, 'build', '--logLevel', 'warn'], { cwd: web, stdio: ['ignore', 2, 2] })
  if (status !== 0) stop('The web app could not be built: what vite says is above.')
  compress(join(web, 'dist'))
  writeFileSync(built, wanted)
}

const compressible = /\.(js|css|html|svg|json|webmanifest)$/

/** Once and as small as it goes, beside each file: the server hands out what the browser takes. */
function compress(dist) {
  for (const name of list(dist, '.')) {
    if (!compressible.test(name)) continue
    const file = join(dist, name)
    const content = readFileSync(file)
    writeFileSync(`${file}.br`, brotliCompressSync(content))
    writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }))
  }
}

function fingerprint(directory) {
  const hash = createHash('sha256')
  for (const file of sources.flatMap((source) => list(directory, source)).sort()) {
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(directory, file)))
      .update('\0')
  }
  return hash.digest('hex')
}

/** The files at or below `path`, relative to `directory`. */
function list(directory, path) {
  const entry = statSync(join(directory, path), { throwIfNoEntry: false })
  if (!entry || aside.test(path)) return []
  if (entry.isFile()) return [path]
  return readdirSync(join(directory, path)).flatMap((name) => list(directory, `${path}/${name}`))
}
