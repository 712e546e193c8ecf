import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { WebSocket } from 'ws'

/**
 * A view into a running Node process that was started with `--inspect`: what it costs, and where its time goes. The
 * process itself needs no code for this, so a server is measured as it is.
 */
export interface Inspector {
  /** CPU time used since the process began, of all its threads, in microseconds. */
  cpuUs(): Promise<number>
  /** Memory after a full collection of garbage, in bytes. */
  memory(): Promise<{ rss: number; heap: number; external: number }>
  startProfile(samplingUs: number): Promise<void>
  stopProfile(): Promise<CpuProfile>
  close(): void
}

export interface CpuProfile {
  nodes: ProfileNode[]
  samples: number[]
  timeDeltas: number[]
}
export interface ProfileNode {
  id: number
  callFrame: { functionName: string; url: string; lineNumber: number }
  children?: number[]
}

const noise = /^(Debugger (listening|attached|ending)|For help, see|Waiting for the debugger)/

/** The process must have been spawned with `--inspect=127.0.0.1:0` and a piped stderr, of which the rest is passed on. */
export async function attachInspector(child: ChildProcess): Promise<Inspector> {
  const { promise: address, resolve, reject } = Promise.withResolvers<string>()
  child.once('exit', () => reject(new Error('the process ended before it could be inspected')))
  createInterface({ input: child.stderr! }).on('line', (line) => {
    const found = /^Debugger listening on (ws:\S+)/.exec(line)?.[1]
    if (found) resolve(found)
    else if (!noise.test(line)) process.stderr.write(`${line}\n`)
  })
  return inspect(await address)
}

/** @param address as the process prints it: `ws://127.0.0.1:port/id` */
export async function inspect(address: string): Promise<Inspector> {
  const socket = new WebSocket(address, { perMessageDeflate: false, maxPayload: 0 })
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  const waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>()
  let calls = 0

  socket.on('message', (data: Buffer) => {
    const { id, result, error } = JSON.parse(data.toString())
    const call = waiting.get(id)
    waiting.delete(id)
    if (error) call?.reject(new Error(error.message))
    else call?.resolve(result)
  })
  socket.on('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('the inspected process has ended'))
  })
  socket.on('error', () => {}) // followed by `close`

  function send(method: string, params: object = {}): Promise<unknown> {
    const id = ++calls
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject })
      socket.send(JSON.stringify({ id, method, params }))
    })
  }

  async function evaluate<T>(expression: string): Promise<T> {
    const { result } = (await send('Runtime.evaluate', { expression, returnByValue: true })) as { result: { value: T } }
    return result.value
  }

  return {
    async cpuUs() {
      const { user, system } = await evaluate<{ user: number; system: number }>('process.cpuUsage()')
      return user + system
    },
    async memory() {
      // The second collection takes what the first one has only made unreachable.
      for (let i = 0; i < 2; i++) await send('HeapProfiler.collectGarbage')
      const { rss, heapUsed, external } = await evaluate<NodeJS.MemoryUsage>('process.memoryUsage()')
      return { rss, heap: heapUsed, external }
    },
    async startProfile(samplingUs) {
      await send('Profiler.enable')
      await send('Profiler.setSamplingInterval', { interval: samplingUs })
      await send('Profiler.start')
    },
    async stopProfile() {
      const { profile } = (await send('Profiler.stop')) as { profile: CpuProfile }
      await send('Profiler.disable')
      return profile
    },
    close: () => socket.terminate(),
  }
}
