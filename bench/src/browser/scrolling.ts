import type { Page } from 'playwright-core'

/** Reads on at the end of a list until it holds no more, and tells how many rows were mounted at the most. */
export async function scrollToEnd(page: Page, list: string, last: string, deadlineMs: number): Promise<number> {
  return page.evaluate(
    async ({ list, last, deadlineMs }) => {
      const pane = document.querySelector(list)!
      const until = performance.now() + deadlineMs
      let most = 0
      while (!document.querySelector(last) && performance.now() < until) {
        pane.scrollTop = pane.scrollHeight
        await new Promise(requestAnimationFrame)
        most = Math.max(most, pane.querySelectorAll('[role=listitem], li, article').length)
      }
      return most
    },
    { list, last, deadlineMs },
  )
}

/**
 * Reads on at the beginning of a thread, so many times. Tells by how many pixels the message that was being read moved
 * at the most when what comes before it appeared.
 */
export async function readBackwards(page: Page, pane: string, times: number): Promise<number[]> {
  return page.evaluate(
    async ({ selector, times }) => {
      const pane = document.querySelector(selector)!
      const frame = () => new Promise(requestAnimationFrame)
      const drifts: number[] = []
      // A page can be quicker than the first look at what it moves: then another one is waited for.
      for (let tries = 0; drifts.length < times && tries < 2 * times; tries++) {
        pane.scrollTop = 0
        await frame()
        await frame()
        const edge = pane.getBoundingClientRect().top
        const row = [...pane.querySelectorAll('article')].find(
          (article) => article.getBoundingClientRect().bottom > edge + 20,
        )!
        const id = row.getAttribute('data-message')!
        const topNow = () => pane.querySelector(`[data-message="${id}"]`)?.getBoundingClientRect().top
        const start = topNow()!
        const height = pane.scrollHeight
        let worst = 0
        let grown = 0
        for (let frames = 0; grown < 12 && frames < 300; frames++) {
          await frame()
          worst = Math.max(worst, Math.abs((topNow() ?? Number.POSITIVE_INFINITY) - start))
          if (pane.scrollHeight !== height) grown++
        }
        if (grown > 0) drifts.push(worst)
      }
      if (drifts.length < times) throw new Error('nothing came before the oldest message that is held')
      return drifts
    },
    { selector: pane, times },
  )
}

/** The times between frames, in milliseconds, while a list is scrolled over like with a wheel. */
export async function framesWhileScrolling(page: Page, list: string, seconds: number): Promise<number[]> {
  return page.evaluate(
    async ({ list, seconds }) => {
      const pane = document.querySelector(list)!
      const frames: number[] = []
      let last = performance.now()
      for (const until = last + seconds * 1_000; last < until; ) {
        pane.scrollBy({ top: 60 })
        const now = await new Promise<number>(requestAnimationFrame)
        frames.push(now - last)
        last = now
      }
      return frames.slice(1)
    },
    { list, seconds },
  )
}
