import { spawn } from 'node:child_process'
import { join } from 'node:path'

export const root = join(import.meta.dirname, '..')

/** A program of the packages, run by the Node we run on, from the root of the repository. */
export interface Step {
  readonly name: string
  readonly parameters: readonly string[]
  /** A step that hangs is ended and has failed. */
  readonly limitMs: number
  /** `show` lets it write as it goes; `keep` collects what it writes; `both` keeps stdout and shows stderr. */
  readonly output: 'show' | 'keep' | 'both'
}

export interface StepResult {
  readonly name: string
  readonly ok: boolean
  readonly output: string
  readonly seconds: number
}

export function runStep({ name, parameters, limitMs, output }: Step): Promise<StepResult> {
  const began = performance.now()
  const streams = { show: ['inherit', 'inherit'], keep: ['pipe', 'pipe'], both: ['pipe', 'inherit'] } as const
  const child = spawn(process.execPath, parameters, { cwd: root, stdio: ['ignore', ...streams[output]] })
  let written = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      written += text
    })
  }
  const late = setTimeout(() => {
    written += `\n${name} was still running after ${limitMs / 1000} s and was ended.\n`
    child.kill('SIGTERM')
    setTimeout(() => child.kill('SIGKILL'), 10_000).unref()
  }, limitMs)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      clearTimeout(late)
      resolve({ name, ok: code === 0, output: written, seconds: (performance.now() - began) / 1000 })
    })
  })
}

export function program(path: string): string {
  return join(root, 'node_modules', path)
}
