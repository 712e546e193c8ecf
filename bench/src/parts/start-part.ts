import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { attachInspector, type Inspector } from './inspector.ts'
import type { Answer, Call, Operations } from './serve-part.ts'

/** A process of the benchmark: a floor, a peer or a source of load. */
export interface Part<O extends Operations> {
  readonly pid: number
  readonly inspector: Inspector
  call<Name extends keyof O & string>(
    name: Name,
    ...argument: Parameters<O[Name]>
  ): Promise<Awaited<ReturnType<O[Name]>>>
  stop(): Promise<void>
}

/** Runs `file`, a program that calls `servePart`, as a process of its own. */
export async function startPart<O extends Operations>(file: URL): Promise<Part<O>> {
  const child = fork(file, {
    serialization: 'advanced',
    execArgv: ['--inspect=127.0.0.1:0'],
    stdio: ['ignore', 2, 'pipe', 'ipc'],
  })
  const ended = once(child, 'exit')
  const waiting = listenForAnswers(child, file)
  const inspector = await attachInspector(child)
  let calls = 0

  return {
    pid: child.pid!,
    inspector,
    call(name, ...[argument]) {
      const id = ++calls
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject })
        child.send({ id, name, argument } satisfies Call, (error) => error && reject(error))
      })
    },
    async stop() {
      inspector.close()
      child.kill('SIGKILL') // it has nothing to lose
      await ended
    },
  }
}

interface Waiting {
  resolve(result: unknown): void
  reject(error: Error): void
}

function listenForAnswers(child: ChildProcess, file: URL): Map<number, Waiting> {
  const waiting = new Map<number, Waiting>()
  child.on('message', (answer: Answer) => {
    const call = waiting.get(answer.id)
    waiting.delete(answer.id)
    if ('error' in answer) call?.reject(new Error(`${file.pathname}: ${answer.error}`))
    else call?.resolve(answer.result)
  })
  child.once('exit', (code, signal) => {
    for (const { reject } of waiting.values()) reject(new Error(`${file.pathname} ended: ${signal ?? code}`))
    waiting.clear()
  })
  return waiting
}
