import { memo } from 'react'
import { findLinks } from '../find-links.ts'

// Also those that are drawn as letters unless they are told otherwise, as a heart is.
const fewEmoji = /^(?:\p{RGI_Emoji}|[\p{Extended_Pictographic}--[0-9#*©®]]|\s){1,7}$/v

/** What somebody wrote, in the direction in which they wrote it. Addresses are links, everything else is words. */
export const RichText = memo(function RichText({ text }: { text: string }) {
  if (fewEmoji.test(text)) return <span className="text-2xl leading-9">{text}</span>
  return findLinks(text).map(({ text: words, href }, n) =>
    href === null ? (
      words
    ) : (
      <a
        // biome-ignore lint/suspicious/noArrayIndexKey: parts of a text, which is drawn anew as a whole
        key={n}
        href={href}
        target="_blank"
        rel="noreferrer noopener nofollow"
        dir="ltr"
        // Where it really leads: letters of other scripts can look like Latin ones.
        title={href.startsWith('mailto:') ? undefined : new URL(href).host}
        className="text-accent-text underline underline-offset-2 hover:no-underline"
      >
        {words}
      </a>
    ),
  )
})
