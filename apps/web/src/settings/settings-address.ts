/** Where a page of the settings is, for links and navigation. What is left out is taken out: it would stay otherwise. */
export function settingsAddress(section: string, item?: string) {
  const params = { section, item } as { section: string; item?: string }
  return { to: '/settings/$section/{-$item}', params } as const
}
