/** How many conversations wait, on the icon of the tab and on that of an installed app. */
export function showBadge(unread: number): void {
  const icon = document.querySelector<HTMLLinkElement>('link[rel=icon]')
  const href = unread > 0 ? '/icon-unread.svg' : '/icon.svg'
  if (icon && icon.getAttribute('href') !== href) icon.setAttribute('href', href)
  // Browsers that cannot, or not for this page, say so by rejecting.
  if ('setAppBadge' in navigator) void navigator.setAppBadge(unread).catch(() => {})
}
