import type { Requests } from '@switchboard/sdk'

/** The app opens without a network from then on, and can receive pushes where its member wants them. */
export async function startServiceWorker(): Promise<void> {
  // Not while developing: what is built anew at every change is not to be kept.
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  await navigator.serviceWorker.register('/service-worker.js', { scope: '/', updateViaCache: 'none' })
  const { active } = await navigator.serviceWorker.ready
  // A thread opens without a network too, also where none has been opened yet.
  await Promise.allSettled([import('../thread/open-thread.tsx'), import('../panel/panel-body.tsx')])
  const main = document.querySelector('script[type=module]')?.getAttribute('src')
  const loaded = performance.getEntriesByType('resource').map(({ name }) => new URL(name))
  const urls = loaded.filter(isAsset).map(({ pathname }) => pathname)
  active?.postMessage({ type: 'keep', main, urls: [...new Set(urls)] })
}

function isAsset({ origin, pathname }: URL): boolean {
  return origin === location.origin && pathname.startsWith('/assets/')
}

/** A click on a notification, while there is a page. */
export function onOpenedByWorker(open: (path: string) => void): () => void {
  const listen = ({ data }: MessageEvent) => {
    const { type, path } = (data ?? {}) as { type?: unknown; path?: unknown }
    if (type === 'open' && typeof path === 'string' && path.startsWith('/')) open(path)
  }
  navigator.serviceWorker?.addEventListener('message', listen)
  return () => navigator.serviceWorker?.removeEventListener('message', listen)
}

/** The subscription that this browser has, said at every start: its address may have changed, or somebody else signed in. */
export async function saySubscription({ notificationSettings, push }: Requests): Promise<void> {
  const worker = await navigator.serviceWorker?.getRegistration()
  const { endpoint, keys } = (await worker?.pushManager?.getSubscription())?.toJSON() ?? {}
  if (!endpoint || !keys?.p256dh || !keys.auth) return
  if (!(await notificationSettings.get()).push) return
  await push.subscribe({ endpoint, keys: { p256dh: keys.p256dh, auth: keys.auth } })
}
