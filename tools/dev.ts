import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { program, root } from './steps.ts'

// The server starts again when its sources change; the pages are built again when theirs do.
const web = join(root, 'apps/web')
const builder = existsSync(join(web, 'vite.config.ts'))
  ? spawn(process.execPath, [program('vite/bin/vite.js'), 'build', '--watch', '--mode', 'development'], {
      cwd: web,
      stdio: 'inherit',
    })
  : null
const server = spawn(process.execPath, ['--watch', '--watch-preserve-output', 'apps/server/src/main.ts'], {
  cwd: root,
  stdio: 'inherit',
})

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => server.kill(signal))
server.once('exit', (code) => {
  builder?.kill()
  process.exit(code ?? 0)
})
