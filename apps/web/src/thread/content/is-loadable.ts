/** Whether the page may ask for a file there: its policy lets it load from anywhere by https, and from the sandbox. */
export function isLoadable(url: string | null): url is string {
  if (url === null || !URL.canParse(url, location.origin)) return false
  const { protocol, origin, hostname } = new URL(url, location.origin)
  if (protocol === 'https:' || protocol === 'blob:' || origin === location.origin) return true
  return protocol === 'http:' && (hostname === '127.0.0.1' || hostname === 'localhost')
}
