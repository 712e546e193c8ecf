import { keep, keptJson } from '../app/kept.ts'

/** What was searched for in this browser, the latest first; it is told to nobody. */
const key = 'switchboard.searches'
const most = 8

export function recentSearches(): string[] {
  const value = keptJson(key)
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string').slice(0, most) : []
}

export function rememberSearch(text: string): void {
  const said = text.trim()
  if (said === '') return
  const others = recentSearches().filter((one) => one.toLowerCase() !== said.toLowerCase())
  keep(key, JSON.stringify([said, ...others].slice(0, most)))
}

export function forgetSearches(): void {
  keep(key, '[]')
}
