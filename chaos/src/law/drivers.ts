import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import type { FromDriver, Listener, ToDriver, Told } from './driver-messages.ts'

/** Processes full of clients. They end with this one. */
export class Drivers {
  readonly #children: ChildProcess[]
  readonly #listeners: readonly Listener[]

  constructor(listeners: readonly Listener[], url: string, processes: number) {
    this.#listeners = listeners
    this.#children = Array.from({ length: processes }, (_, n) => {
      const child = fork(join(import.meta.dirname, 'driver.ts'), { stdio: ['ignore', 2, 2, 'ipc'] })
      tell(child, { op: 'start', url, listeners: listeners.filter((_listener, i) => i % processes === n) })
      return child
    })
  }

  /** Ends these clients and starts them again. */
  bounce(keys: readonly string[], keepsState: boolean): void {
    const processes = this.#children.length
    for (const [n, child] of this.#children.entries()) {
      const own = keys.filter((key) => this.#listeners.findIndex((listener) => listener.key === key) % processes === n)
      if (own.length > 0) tell(child, { op: 'bounce', keys: own, keepsState })
    }
  }

  /** Says that the network is calm from now on. */
  calm(): void {
    for (const child of this.#children) tell(child, { op: 'calm' })
  }

  /** Resolves with what became of every client once it holds what a fresh snapshot says, or is given up. */
  async settle(withinMs: number): Promise<Told[]> {
    const reports = this.#children.map(async (child) => {
      const report = new Promise<FromDriver>((resolve, reject) => {
        child.once('message', (message) => resolve(message as FromDriver))
        child.once('exit', (code) => reject(new Error(`a process of clients has ended with ${code}`)))
      })
      tell(child, { op: 'settle', withinMs })
      return (await report).told
    })
    return (await Promise.all(reports)).flat()
  }

  close(): void {
    for (const child of this.#children) child.kill('SIGKILL')
  }
}

function tell(child: ChildProcess, message: ToDriver): void {
  child.send(message)
}
