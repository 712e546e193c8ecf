/**
 * Remembers where somebody is; called later, it says whether what they asked for then may have the focus now: nothing
 * else has it, and what had it says what it said.
 */
export function stillHere(): () => boolean {
  const { activeElement: before } = document
  const text = textOf(before)
  return () => {
    const { activeElement: now } = document
    return isNowhere(now) || (now === before && textOf(now) === text)
  }
}

/** Nothing has the focus, for example because what had it is gone. */
export function isNowhere(element: Element | null): boolean {
  return element === null || element === document.body
}

function textOf(element: Element | null): string | null {
  const isField = element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement
  return isField ? element.value : null
}
