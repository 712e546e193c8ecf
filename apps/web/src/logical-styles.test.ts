import { globSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

// Utilities and properties that name a side of the screen, where a page that reads from right to left has the other.
const physical =
  /(?<![\w-])-?(?:m[lr]|p[lr]|left|right|border-[lr]|rounded-(?:[lr]|[tb][lr])|scroll-[mp][lr])-[\w[.]+|(?<![\w-])(?:text|float|clear)-(?:left|right)(?![\w-])|(?:margin|padding|border)-(?:left|right)\s*:/g

it('[B26] nothing is drawn to the left or right but by the direction of reading', () => {
  const files = globSync('**/*.{tsx,css}', { cwd: import.meta.dirname })
  const found = files.flatMap((file) => {
    const text = readFileSync(`${import.meta.dirname}/${file}`, 'utf8')
    return [...text.matchAll(physical)].map(([utility]) => `${file}: ${utility}`)
  })
  expect(files.length).toBeGreaterThan(20)
  expect(found).toEqual([])
})
