// Runs before the first paint, so that no theme or direction flashes. Keys and values: src/theme/theme.ts, src/i18n/language.ts.
{
  const kept = (key) => {
    try {
      return localStorage.getItem(key)
    } catch {
      return null // blocked storage: the system's choice
    }
  }
  const root = document.documentElement
  const theme = kept('switchboard.theme') ?? 'system'
  const wantsContrast = matchMedia('(prefers-contrast: more)').matches
  root.dataset.theme = theme
  root.dataset.contrast = theme === 'contrast' || (theme === 'system' && wantsContrast) ? 'more' : 'normal'

  const known = ['en', 'de', 'ar', 'en-XA']
  const spoken = navigator.languages.map((tag) => tag.split('-')[0])
  const language = [kept('switchboard.language'), ...spoken].find((tag) => known.includes(tag)) ?? 'en'
  root.lang = language
  root.dir = language === 'ar' ? 'rtl' : 'ltr'
}
