/** What a form holds, by the names of its fields. */
export function fieldsOf(form: HTMLFormElement): Record<string, string> {
  return Object.fromEntries(
    [...new FormData(form)].map(([name, value]) => [name, typeof value === 'string' ? value : '']),
  )
}

/** False where somebody has typed on since. Names are in the order of the form both times. */
export function stillHolds(form: HTMLFormElement, fields: Record<string, string>): boolean {
  return JSON.stringify(fieldsOf(form)) === JSON.stringify(fields)
}
