/**
 * Opens the app where there is no network, and shows pushes where there is no page. It answers for the app's own files
 * alone, and asks the network first for whatever may have changed: a new version of the app never waits for it.
 */
const cacheName = 'switchboard-1'
/** What does not answer for so long is taken for no network. */
const patienceMs = 4_000

self.addEventListener('install', (event) => {
  self.skipWaiting()
  event.waitUntil(keepApp())
})

self.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      const names = await caches.keys()
      await Promise.all(names.filter((name) => name !== cacheName).map((name) => caches.delete(name)))
      await self.clients.claim()
    })(),
  )
})

/** Said by the page at every start: its main script, and the files it has loaded, some before there was a worker. */
self.addEventListener('message', (event) => {
  if (event.data?.type === 'keep') event.waitUntil(keepRunning(event.data))
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== self.location.origin) return
  if (/^\/(api|webhooks|media)\//.test(url.pathname)) return
  if (request.mode === 'navigate') event.respondWith(answerScreen(request))
  else if (url.pathname.startsWith('/assets/')) event.respondWith(answerHashed(request))
  else if (/^\/(before-paint\.js|icon[\w-]*\.svg)$/.test(url.pathname)) event.respondWith(answerFile(request))
})

/** Every screen is the same page. What a broken server or a proxy in front of it says is no page of ours. */
async function answerScreen(request) {
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(patienceMs) })
    if (answer.status < 500) return answer
  } catch {
    // No network: what was kept.
  }
  return (await caches.match('/')) ?? fetch(request)
}

/** Its name carries a hash of what is in it, so it never changes. */
async function answerHashed(request) {
  const kept = await caches.match(request)
  if (kept) return kept
  const answer = await fetch(request)
  if (answer.ok) await (await caches.open(cacheName)).put(request, answer.clone())
  return answer
}

async function answerFile(request) {
  try {
    const answer = await fetch(request)
    if (answer.ok) await (await caches.open(cacheName)).put(request, answer.clone())
    return answer
  } catch (error) {
    const kept = await caches.match(request)
    if (kept) return kept
    throw error
  }
}

/** The page as it is now, and the files it names. */
async function keepApp() {
  const answer = await fetch('/', { headers: { accept: 'text/html' }, cache: 'no-cache' })
  if (!answer.ok) throw new Error('the app cannot be kept')
  const page = await answer.clone().text()
  const files = [...page.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => path)
  await keepFiles(files)
  // Last: a page whose files are not there would open as nothing at all.
  await (await caches.open(cacheName)).put('/', answer)
}

async function keepFiles(urls) {
  const cache = await caches.open(cacheName)
  const missing = []
  for (const url of urls) if (!(await cache.match(url))) missing.push(url)
  await cache.addAll(missing)
}

/** Makes the running app the kept one. What neither it nor the page names belongs to an earlier version. */
async function keepRunning({ main, urls }) {
  const cache = await caches.open(cacheName)
  const kept = await cache.match('/')
  const isSame = kept !== undefined && (await kept.text()).includes(main)
  if (!isSame) {
    const earlier = await cache.keys()
    await keepApp()
    await Promise.all(earlier.filter(({ url }) => isForgettable(url)).map((request) => cache.delete(request)))
  }
  await keepFiles(urls)

  function isForgettable(url) {
    const { pathname } = new URL(url)
    return pathname.startsWith('/assets/') && pathname !== main && !urls.includes(pathname)
  }
}

let showing = Promise.resolve()

self.addEventListener('push', (event) => {
  const payload = readPayload(event.data)
  if (!payload) return
  // One after the other: of two of a conversation the later one is to stay.
  showing = showing.catch(() => {}).then(() => showPush(payload))
  event.waitUntil(showing)
})

function readPayload(data) {
  try {
    return data?.json() ?? null
  } catch {
    return null // not one of ours
  }
}

/** One per conversation. What the page has told of already is told again without a sound. */
async function showPush({ notification, data }) {
  const { title, body, lang, tag, navigate } = notification
  const shown = await self.registration.getNotifications({ tag })
  const isTold = shown.some((one) => one.data?.message_id === data?.message_id)
  await self.registration.showNotification(title, {
    body,
    lang,
    tag,
    icon: '/icon.svg',
    renotify: !isTold,
    silent: isTold,
    data: { navigate, message_id: data?.message_id },
  })
}

self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  const { navigate } = event.notification.data ?? {}
  event.waitUntil(open(new URL(navigate ?? '/', self.location.origin)))
})

/** In a page that is there, the one that shows it already first; else in a new one. Never at another site. */
async function open(url) {
  const path = url.origin === self.location.origin ? url.pathname + url.search : '/'
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const page = pages.find((each) => new URL(each.url).pathname === url.pathname) ?? pages[0]
  if (!page) return self.clients.openWindow(path)
  page.postMessage({ type: 'open', path })
  return page.focus()
}

/** The push service has changed the address; the page says the new one when it starts. */
self.addEventListener('pushsubscriptionchange', (event) => {
  const options = event.oldSubscription?.options
  if (options) event.waitUntil(self.registration.pushManager.subscribe(options))
})
