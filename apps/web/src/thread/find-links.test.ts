import { expect, it } from 'vitest'
import { findLinks, webAddress } from './find-links.ts'
import { withoutBidiControls } from './without-bidi-controls.ts'

const hrefs = (text: string) => findLinks(text).flatMap(({ href }) => href ?? [])

it('[B71] makes links of addresses, without the punctuation after them', () => {
  for (const [text, found] of [
    ['see https://example.com/a?b=c.', ['https://example.com/a?b=c']],
    ['(www.example.com)', ['https://www.example.com']],
    ['https://en.wikipedia.org/wiki/Bowl_(vessel)!', ['https://en.wikipedia.org/wiki/Bowl_(vessel)']],
    ['write to ada@example.com, please', ['mailto:ada@example.com']],
    ['انظر https://example.com/سلام الآن', ['https://example.com/سلام']],
    ['tomorrow.Then we go, 3.5 pieces, a.b', []],
    ['https://', []],
  ] as const) {
    expect(hrefs(text), text).toEqual(found)
    expect(
      findLinks(text)
        .map((part) => part.text)
        .join(''),
    ).toBe(text)
  }
})

it('[B71] follows nothing but web pages and mail', () => {
  expect(hrefs('javascript:alert(1) data:text/html,x file:///etc/passwd JaVaScRiPt://www.x.com/%0aalert(1)')).toEqual([
    'https://www.x.com/%0aalert(1)',
  ])
  for (const href of ['javascript:alert(1)', 'data:text/html,x', 'blob:x', '', null, 7]) {
    expect(webAddress(href), String(href)).toBeNull()
  }
})

it('[B71] shows a name that tries to be read backwards as it is written', () => {
  expect(withoutBidiControls('photo\u202Egpj.exe')).toBe('photogpj.exe')
})
