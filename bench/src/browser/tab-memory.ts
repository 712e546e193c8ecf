import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type { Browser, CDPSession } from 'playwright-core'

export interface TabMemory {
  /** What scripts hold after the garbage has been collected. */
  heapBytes: number
  /** All that the tab's process has for itself alone; null where the system does not tell. */
  privateBytes: number | null
}

const restSeconds = 10

/** Of a tab at rest: what the browser lets go of, it gives back to the system some seconds later. */
export async function tabMemory(browser: Browser, devtools: CDPSession): Promise<TabMemory> {
  await devtools.send('HeapProfiler.enable')
  for (let time = 0; time < 3; time++) await devtools.send('HeapProfiler.collectGarbage')
  await devtools.send('Performance.enable')
  const { metrics } = await devtools.send('Performance.getMetrics')
  const heapBytes = metrics.find(({ name }) => name === 'JSHeapUsedSize')!.value

  await delay(restSeconds * 1_000)
  const whole = await browser.newBrowserCDPSession()
  const { processInfo } = await whole.send('SystemInfo.getProcessInfo')
  await whole.detach()
  // One is kept ready for the next tab: the one that is in use is the largest.
  const sizes = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => privateSize(id))
  const known = sizes.filter((size) => size !== null)
  return { heapBytes, privateBytes: known.length > 0 ? Math.max(...known) : null }
}

function privateSize(pid: number): number | null {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
    const kilobytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0)
    return (kilobytes('Private_Clean') + kilobytes('Private_Dirty')) * 1_024
  } catch {
    return null // not Linux
  }
}
