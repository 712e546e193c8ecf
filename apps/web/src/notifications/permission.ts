/** What this browser lets the app do about notifications. Nothing here asks the person but `askPermission`. */

/**
 * `needs_install`: iPhones and iPads notify from the home screen alone. `insecure`: browsers refuse over plain http.
 */
export type NotificationPermissionState =
  | 'granted'
  | 'not_asked'
  | 'denied'
  | 'unsupported'
  | 'insecure'
  | 'needs_install'

export function notificationPermission(): NotificationPermissionState {
  if (!isSecureContext) return 'insecure'
  if (!('Notification' in globalThis)) return isAppleMobile() && !isInstalled() ? 'needs_install' : 'unsupported'
  return Notification.permission === 'default' ? 'not_asked' : Notification.permission
}

/** Shows the browser's own question. Call it from a click: elsewhere browsers answer no by themselves. */
export async function askPermission(): Promise<NotificationPermissionState> {
  if (notificationPermission() !== 'not_asked') return notificationPermission()
  await Notification.requestPermission()
  for (const listener of listeners) listener()
  return notificationPermission()
}

const listeners = new Set<() => void>()

/** Calls back when it may have changed: asked here, or set in the browser's own settings. */
export function onPermissionChange(listener: () => void): () => void {
  listeners.add(listener)
  document.addEventListener('visibilitychange', listener)
  let status: PermissionStatus | null = null
  let isOver = false
  void navigator.permissions?.query({ name: 'notifications' }).then(
    (found) => {
      if (isOver) return
      status = found
      status.addEventListener('change', listener)
    },
    () => {}, // not every browser tells; coming back to the page does
  )
  return () => {
    isOver = true
    listeners.delete(listener)
    document.removeEventListener('visibilitychange', listener)
    status?.removeEventListener('change', listener)
  }
}

/** Push needs a service worker that is there, and a browser that knows push. */
export async function canReceivePush(): Promise<boolean> {
  return 'PushManager' in globalThis && (await registration()) !== undefined
}

/** This browser's subscription, if it has one. */
export async function pushSubscription(): Promise<PushSubscription | null> {
  return (await (await registration())?.pushManager.getSubscription()) ?? null
}

/** Subscribes this browser with the server's key; the one it has already is given back. Rejects where it cannot be. */
export async function subscribeToPush(publicKey: string): Promise<PushSubscription> {
  const worker = await registration()
  if (!worker) throw new Error('there is no service worker')
  const before = await worker.pushManager.getSubscription()
  if (before) return before
  return worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey })
}

async function registration(): Promise<ServiceWorkerRegistration | undefined> {
  return navigator.serviceWorker?.getRegistration()
}

function isAppleMobile(): boolean {
  const { userAgent, maxTouchPoints } = navigator
  return /iPhone|iPad|iPod/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1)
}

function isInstalled(): boolean {
  return matchMedia('(display-mode: standalone)').matches
}
