import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults, RunOptions } from 'axe-core'
import type { Page } from 'playwright-core'

const path = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

/** The rules whose answer another theme can change: of all others it is the same. */
export const colourRules = ['color-contrast', 'link-in-text-block']

/** What axe has to say against the page as it is now, or a part of it, each with where it is. */
export async function axeProblems(page: Page, part?: string, rules?: readonly string[]): Promise<string[]> {
  // A page that lets in no scripts but its own lets this one in by way of the debugger.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(readFileSync(path, 'utf8'))
  const options: RunOptions = {
    resultTypes: ['violations'], // of what is well it need not say where it is
    preload: false, // nothing plays by itself, and style sheets are not read twice
    ...(rules && { runOnly: [...rules] }),
  }
  const { violations } = await page.evaluate(
    ([selector, how]) =>
      (
        globalThis as unknown as { axe: { run(part: string | Document, options: RunOptions): Promise<AxeResults> } }
      ).axe.run(selector ?? document, how),
    [part, options] as const,
  )
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))
}
