import { Elysia } from 'elysia'
import { OfflinePage } from '#views/pages/offline.tsx'
import { paths } from '#views/paths.ts'
import { findAsset } from '../plugins/assets.ts'

/** The page that browsers keep for when this server cannot be reached, the same for everyone, and the worker that keeps it. */
export function offlineRoutes() {
  const frame = { path: paths.offline(), viewer: null, csrf: '', now: new Date(0) }
  const page = String(<OfflinePage frame={frame} />)
  const links = [...page.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, url]) => url!)
  const cached = links.filter(url => url.startsWith(paths.asset('')))
  const assets = cached.map(url => findAsset(url.slice(paths.asset('').length))!)
  // A browser takes a worker anew when a byte of it has changed.
  const version = Bun.hash(page + assets.map(({ etag }) => etag)).toString(36)
  const worker = new TextDecoder()
    .decode(findAsset('offline.js')!.bytes)
    .replace('VERSION', version)
    .replace("['CACHED']", JSON.stringify([paths.offline(), ...new Set(cached)]))
  const serve = (body: string, type: string) => () =>
    new Response(body, { headers: { 'content-type': `${type}; charset=utf-8` } })
  return new Elysia()
    .get(paths.offline.pattern, serve(page, 'text/html'))
    .get(paths.offlineWorker.pattern, serve(worker, 'text/javascript'))
}
