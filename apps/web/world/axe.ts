import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

const path = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

/** What axe has to say against the page as it is now, or a part of it, each with where it is. */
export async function axeProblems(page: Page, part?: string): Promise<string[]> {
  // A page that lets in no scripts but its own lets this one in by way of the debugger.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(readFileSync(path, 'utf8'))
  const { violations } = await page.evaluate(
    (selector) =>
      (globalThis as unknown as { axe: { run(part: string | Document): Promise<AxeResults> } }).axe.run(
        selector ?? document,
      ),
    part,
  )
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))
}
