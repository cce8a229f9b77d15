import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Elysia } from 'elysia'
import { paths } from '#views/paths.ts'
import { staticFolder } from '../program.ts'
import { acceptsGzip } from './compression.ts'

const types: Record<string, string> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml; charset=utf-8',
  png: 'image/png',
  ico: 'image/x-icon',
  txt: 'text/plain; charset=utf-8',
  xml: 'application/xml; charset=utf-8',
  webmanifest: 'application/manifest+json; charset=utf-8',
  json: 'application/json; charset=utf-8',
  woff2: 'font/woff2',
}

interface Asset {
  type: string
  etag: string
  bytes: Uint8Array<ArrayBuffer>
  /** Made when it is asked for the first time: a start compresses nothing. */
  gzipped(): Uint8Array<ArrayBuffer> | undefined
}

/** Where browsers look without being told. */
const atRoot = [
  [paths.favicon, 'images/favicon.svg'],
  [paths.manifest, 'manifest.webmanifest'],
] as const

/** Serves static/ from memory, each file read and compressed once, with an ETag: browsers ask again and mostly hear 304. */
export function assets() {
  const app = new Elysia({ name: 'assets' }).get(paths.asset.pattern, ({ params, request, status }) => {
    const asset = findAsset(params['*'])
    return asset ? respond(asset, request) : status(404, 'There is no such file.')
  })
  for (const [{ pattern }, name] of atRoot)
    app.get(pattern, ({ request }) => respond(findAsset(name)!, request))
  return app
}

/** @param name its path in static/ */
export function findAsset(name: string): Asset | undefined {
  const known = loaded.get(name)
  if (known) return known
  names ??= new Set(listFiles())
  if (!names.has(name)) return
  const asset = load(name)
  loaded.set(name, asset)
  return asset
}

const loaded = new Map<string, Asset>()
let names: Set<string> | undefined

/** What is not on this list does not exist, whatever a request calls it. */
const listFiles = () =>
  [...new Bun.Glob('**/*').scanSync({ cwd: staticFolder, onlyFiles: true })].filter(name => typeOf(name))

/** Comments and blanks of style sheets are for who edits them, and a tenth of their bytes; licences, `/*!`, stay. */
const condensed = (css: Uint8Array<ArrayBuffer>) => {
  const text = new TextDecoder()
    .decode(css)
    .replace(/\/\*[^!][\s\S]*?\*\/\n?/g, '')
    .replace(/^\s+/gm, '')
    .replace(/^([-\w]+): /gm, '$1:')
    .replace(/(?: (?=\{)|(?<=[{};])|;(?=\n\}))\n?/g, '')
  return new TextEncoder().encode(text)
}

function typeOf(name: string): string | undefined {
  const ending = name.slice(name.lastIndexOf('.') + 1)
  return Object.hasOwn(types, ending) ? types[ending] : undefined
}

function load(name: string): Asset {
  const type = typeOf(name)!
  const source = new Uint8Array(readFileSync(join(staticFolder, name)))
  const bytes = name.endsWith('.css') ? condensed(source) : source
  const isText = /^(text|image\/svg|application)/.test(type)
  let gzipped: Uint8Array<ArrayBuffer> | undefined
  return {
    type,
    bytes,
    etag: `"${Bun.hash(bytes).toString(36)}"`,
    gzipped: () => (gzipped ??= isText ? Bun.gzipSync(bytes) : undefined),
  }
}

function respond({ type, etag, bytes, gzipped }: Asset, request: Request): Response {
  const headers: Record<string, string> = {
    etag,
    'cache-control': 'public, max-age=0, must-revalidate',
    vary: 'Accept-Encoding',
  }
  if (request.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers })
  headers['content-type'] = type
  const small = acceptsGzip(request) ? gzipped() : undefined
  if (!small) return new Response(bytes, { headers })
  return new Response(small, { headers: { ...headers, 'content-encoding': 'gzip' } })
}
