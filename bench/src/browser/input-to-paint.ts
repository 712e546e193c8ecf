import type { Page } from 'playwright-core'

/** How the page tells that it has answered an input. */
export interface Answer {
  readonly selector: string
  readonly isThere: boolean
}

/**
 * Milliseconds from an input to the end of the frame that shows its answer. By the input's own time stamp, so that what
 * it waits for a busy page counts too.
 */
export async function inputToPaint(page: Page, input: () => Promise<void>, answer: Answer): Promise<number> {
  await page.evaluate(({ selector, isThere }) => {
    const kinds = ['keydown', 'pointerup'] as const // a click is one when the button comes up
    const modifiers = new Set(['Control', 'Shift', 'Alt', 'Meta'])
    const painted = new Promise<number>((resolve) => {
      function begin(event: Event) {
        const { timeStamp } = event
        if (event instanceof KeyboardEvent && modifiers.has(event.key)) return // it does nothing by itself
        for (const kind of kinds) removeEventListener(kind, begin, true)
        const look = () => {
          if ((document.querySelector(selector) !== null) !== isThere) return void requestAnimationFrame(look)
          // A message is delivered when the frame is done.
          const { port1, port2 } = new MessageChannel()
          port1.onmessage = () => resolve(performance.now() - timeStamp)
          port2.postMessage(null)
        }
        requestAnimationFrame(look)
      }
      for (const kind of kinds) addEventListener(kind, begin, true)
    })
    Object.assign(globalThis, { painted })
  }, answer)
  await input()
  return page.evaluate(({ selector }) => {
    const { painted } = globalThis as unknown as { painted: Promise<number> }
    const given = new Promise<never>((_, reject) => setTimeout(reject, 10_000, new Error(`no answer: ${selector}`)))
    return Promise.race([painted, given])
  }, answer)
}
