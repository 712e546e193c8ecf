import { globSync, readFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import type { Platform } from '@switchboard/meta-sandbox/wire'

/** A payload as a platform sent it, and the accounts that it is about. */
export interface Recording {
  name: string
  platform: Platform
  payload: unknown
  accounts: string[]
}

interface RecordingFile {
  payload: unknown
  expected?: { account_external_id: string | null }[]
}

/** The payloads that the adapters are tested with, read as files: what they mean is none of our business. */
export function readRecordings(): Recording[] {
  const platforms = resolve(import.meta.dirname, '../../../packages/platform-meta/src')
  return globSync('*/payloads/*.json', { cwd: platforms })
    .sort()
    .map((path) => {
      const { payload, expected = [] } = JSON.parse(readFileSync(join(platforms, path), 'utf8')) as RecordingFile
      const accounts = expected.map((item) => item.account_external_id).filter((id) => id !== null)
      const platform = basename(dirname(dirname(path))) as Platform
      return { name: basename(path, '.json'), platform, payload, accounts: [...new Set(accounts)] }
    })
}
