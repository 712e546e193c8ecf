/** What the page's policy lets it load as a picture; asking for anything else would only fill the console. */
export function isLoadable(src: string | null | undefined): src is string {
  if (!src) return false
  const url = URL.parse(src, location.origin)
  if (!url) return false
  return url.origin === location.origin || ['https:', 'blob:', 'data:'].includes(url.protocol)
}
