import { useSyncExternalStore } from 'react'
import { keep, kept } from '../app/kept.ts'
import type { English } from './en/index.ts'
import type { Branch, Translation } from './leaf.ts'
import { speak } from './t.ts'

/** `en-XA` is English made longer and accented, to see what a translation will do to a screen. */
export const languages = [
  { code: 'en', name: 'English', dir: 'ltr' },
  { code: 'de', name: 'Deutsch', dir: 'ltr' },
  { code: 'ar', name: 'العربية', dir: 'rtl' },
  { code: 'en-XA', name: '[Ƥşḗŭḓǿ]', dir: 'ltr' },
] as const
export type Language = (typeof languages)[number]['code']

const key = 'switchboard.language'
const listeners = new Set<() => void>()
let language: Language = 'en'
let wanted: Language = 'en'

const catalogues: Record<Language, () => Promise<Branch | null>> = {
  en: async () => null,
  de: async () => asBranch((await import('./de/index.ts')).german),
  ar: async () => asBranch((await import('./ar/index.ts')).arabic),
  'en-XA': async () => (await import('./pseudo.ts')).pseudoCatalogue(),
}

/** The one chosen before, or the first that this person's browser speaks. Draw nothing before it is here. */
export async function startLanguage(): Promise<void> {
  await use(find(kept(key)) ?? spokenLanguage())
}

export async function setLanguage(next: Language): Promise<void> {
  keep(key, next)
  await use(next)
}

/** What is drawn again when the language changes must be below a component that uses this. */
export function useLanguage(): Language {
  return useSyncExternalStore(subscribe, () => language)
}

export const currentLanguage = (): Language => language

async function use(next: Language): Promise<void> {
  wanted = next
  // Offline, or a newer version has replaced the files: English is always here.
  const catalogue = await catalogues[next]().catch(() => null)
  if (next !== wanted) return // somebody has chosen again meanwhile
  language = next
  speak(next, catalogue)
  const { dir } = languages.find(({ code }) => code === next)!
  document.documentElement.lang = next
  document.documentElement.dir = dir
  for (const listener of listeners) listener()
}

function spokenLanguage(): Language {
  for (const tag of navigator.languages) {
    const match = find(tag.split('-')[0] ?? '')
    if (match) return match
  }
  return 'en'
}

const find = (tag: string | null) => languages.find(({ code }) => code === tag)?.code
const asBranch = (catalogue: Translation<English>) => catalogue as unknown as Branch

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
