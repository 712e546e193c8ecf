const rightToLeft =
  /^[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u

/** The direction in which `dir="auto"` lays a text out: that of its first letter. Null where it has none. */
export function textDirection(text: string): 'ltr' | 'rtl' | null {
  const letter = /\p{L}/u.exec(text)?.[0]
  if (letter === undefined) return null
  return rightToLeft.test(letter) ? 'rtl' : 'ltr'
}

/** Whether a text runs against the page: its last line then ends where a page of this language begins its lines. */
export function runsAgainstPage(text: string): boolean {
  return (textDirection(text) ?? 'ltr') !== (document.documentElement.dir || 'ltr')
}
