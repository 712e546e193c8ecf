import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { buildWeb } from './build-web.mjs'

it('[S21] builds the web app when its sources have changed, and not otherwise', () => {
  const root = mkdtempSync(join(tmpdir(), 'web-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const page = join(root, 'apps/web/dist/index.html')
  symlinkSync(join(import.meta.dirname, '../node_modules'), join(root, 'node_modules'))

  buildWeb(process.execPath, root)
  expect(existsSync(page)).toBe(false)

  write('apps/web/vite.config.ts', 'export default {}')
  write('apps/web/index.html', '<title>one</title>')
  buildWeb(process.execPath, root)
  expect(readFileSync(page, 'utf8')).toContain('one')

  const built = statSync(page).mtimeMs
  write('apps/web/page.test.ts', 'a test is not a source')
  buildWeb(process.execPath, root)
  expect(statSync(page).mtimeMs).toBe(built)

  write('apps/web/index.html', '<title>two</title>')
  buildWeb(process.execPath, root)
  expect(readFileSync(page, 'utf8')).toContain('two')
})
