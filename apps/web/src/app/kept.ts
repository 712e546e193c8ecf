/** What this browser remembers for this person. Without storage everything works and nothing is remembered. */
export function kept(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null // blocked
  }
}

export function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value)
  } catch {
    // Blocked or full: the choice holds until the page is closed.
  }
}

/** What was kept as JSON; null where there is none that can be read. */
export function keptJson(key: string): unknown {
  try {
    return JSON.parse(kept(key) ?? 'null')
  } catch {
    return null // written by something else
  }
}
