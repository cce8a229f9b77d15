// The service worker. While the server cannot be reached it answers with the page that says so, and keeps what was
// typed on the page; otherwise it only passes on. It keeps that one page and what it is drawn with, nothing else.
// The server fills in both names: src/routes/offline.tsx.
const cacheName = 'offline VERSION'
const cached = ['CACHED']

addEventListener('install', event => event.waitUntil(fillCache()))
addEventListener('activate', event => event.waitUntil(takeOver()))
addEventListener('fetch', event => {
  const { mode, method, url, headers } = event.request
  const { pathname } = new URL(url)
  // A form with files is too large to go through here.
  const isForm = method === 'POST' && headers.get('content-type')?.includes('urlencoded')
  if (mode === 'navigate' && method === 'GET') event.respondWith(open(event, pathname))
  else if (mode === 'navigate' && isForm) event.respondWith(fetch(event.request).catch(stay))
  else if (cached.includes(pathname)) event.respondWith(fetch(event.request).catch(() => cachedFor(pathname)))
})

async function fillCache() {
  const cache = await caches.open(cacheName)
  await cache.addAll(cached.map(url => new Request(url, { cache: 'reload', credentials: 'omit' })))
  await skipWaiting()
}

async function takeOver() {
  for (const name of await caches.keys()) if (name !== cacheName) await caches.delete(name)
  // Pages are asked for while the worker wakes up, so it costs them no time.
  await registration.navigationPreload?.enable()
  await clients.claim()
}

async function open(event, pathname) {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request))
  } catch {
    // A file that is to be saved must not be a page with its name.
    return /\/files\/|\.[a-z]+$/.test(pathname) ? Response.error() : await cachedFor(cached[0])
  }
}

const cachedFor = async pathname =>
  (await caches.match(pathname, { cacheName, ignoreVary: true })) ?? Response.error()

/** “No content” leaves the page as it is, with all that was typed; it is told why nothing happens. */
async function stay() {
  for (const client of await clients.matchAll()) client.postMessage('unreachable')
  return new Response(null, { status: 204 })
}
