import { nowMs } from '../measure/clock.ts'
import { servePart } from '../parts/serve-part.ts'
import { HttpConnection, requestBytes } from './http-connection.ts'

/** The source of reads, a process of its own: a few people who look at things, each without a pause. */
export type ReadDriver = typeof operations

const operations = {
  /** Resolves with the milliseconds that each answer took. Whatever is not a 200 is an error. */
  async read({ port, token, paths, readers }: ReadOptions): Promise<number[]> {
    const headers = { authorization: `Bearer ${token}`, accept: 'application/json' }
    const requests = paths.map((path) => requestBytes('GET', path, headers))
    const took: number[] = []
    const reader = async () => {
      const connection = await HttpConnection.open(port)
      for (const request of remaining(requests)) {
        const began = nowMs()
        const status = await new Promise<number>((resolve) => connection.send(request, resolve))
        if (status !== 200) throw new Error(`a read was answered with ${status}`)
        took.push(nowMs() - began)
      }
      connection.close()
    }
    await Promise.all(Array.from({ length: readers }, reader))
    return took
  },
}

/** What is left, for as many as take from it. */
function* remaining<T>(list: T[]): Generator<T> {
  for (let next = list.pop(); next !== undefined; next = list.pop()) yield next
}

export interface ReadOptions {
  port: number
  token: string
  paths: string[]
  readers: number
}

servePart(operations)
