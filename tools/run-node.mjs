import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { join } from 'node:path'
import { root } from './install.mjs'

/**
 * Runs a script of the repository as if it were this process: its output, its signals, its exit status.
 *
 * @param {string} node
 * @param {string[]} parameters
 * @returns {Promise<number>} the exit status
 */
export function runNode(node, parameters, environment = {}) {
  const child = spawn(node, parameters, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/switchboard'), ...environment },
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // A terminal sends Ctrl-C to everybody in it: passed on, the child would hear it twice.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    })
  }
  endWithNpm(child)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]))
  })
}

// npm hands a signal to the shell that it started us with, and a shell dies of it without a word to us.
function endWithNpm(child) {
  if (!process.env.npm_lifecycle_event) return
  const shell = process.ppid
  setInterval(() => process.ppid === shell || child.kill('SIGTERM'), 200).unref()
}
