export interface TextPart {
  readonly text: string
  /** Null: words, and nothing to follow. */
  readonly href: string | null
}

// Only what says that it is an address: a bare `name.tld` is more often a missing space than a link.
const address = /\b(?:https?:\/\/|www\.)[^\s<>"“”«»]+|[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/giu
const punctuation = /[.,;:!?…'’)\]}*_~]+$/u

/** Words and addresses of a text. Nothing but web pages and mail can be an address, whatever the text says. */
export function findLinks(text: string): TextPart[] {
  const parts: TextPart[] = []
  let from = 0
  for (const { 0: found, index } of text.matchAll(address)) {
    const written = withoutPunctuation(found)
    const href = hrefOf(written)
    if (!href) continue
    if (index > from) parts.push({ text: text.slice(from, index), href: null })
    parts.push({ text: written, href })
    from = index + written.length
  }
  if (from < text.length) parts.push({ text: text.slice(from), href: null })
  return parts
}

/** What ends the sentence is not the link's, except a bracket that was opened in it. */
function withoutPunctuation(found: string): string {
  let written = found.replace(punctuation, '')
  const isOpen = () => count(written, '(') > count(written, ')')
  while (isOpen() && found[written.length] === ')') written += ')'
  return written
}

function hrefOf(written: string): string | null {
  const isMail = written.includes('@') && !/^(?:https?:\/\/|www\.)/i.test(written)
  const href = isMail ? `mailto:${written}` : /^www\./i.test(written) ? `https://${written}` : written
  return webAddress(href) ?? (isMail && URL.canParse(href) ? href : null)
}

/** An address that may be opened, or null: never a script, a file or anything else that a text might hold. */
export function webAddress(href: unknown): string | null {
  if (typeof href !== 'string' || !URL.canParse(href)) return null
  const { protocol } = new URL(href)
  return protocol === 'https:' || protocol === 'http:' ? href : null
}

function count(text: string, character: string): number {
  return text.split(character).length - 1
}
