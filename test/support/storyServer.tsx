/** Serves the stories and static/ under the content policy of the real site: `bun test/support/storyServer.tsx`. */
import path from 'node:path'
import { paths } from '#views/paths.ts'
import { stories } from './stories.tsx'
import { ensemblePdb } from './storyData.ts'

const root = path.resolve(import.meta.dir, '../..')

const headers = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
    "font-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'",
}

export function serveStories(port = 0) {
  return Bun.serve({
    hostname: '127.0.0.1',
    port,
    async fetch(request) {
      const { pathname } = new URL(request.url)
      if (pathname.startsWith('/static/')) return serveStatic(pathname)
      if (pathname === paths.manifest()) return serveStatic(`/static${pathname}`)
      if (pathname.endsWith('/ensemble.pdb')) return new Response(ensemblePdb(), { headers })
      const story = stories[pathname.slice(1)]
      if (!story) return new Response('', { status: 404 })
      return new Response(await story(), {
        headers: { ...headers, 'content-type': 'text/html; charset=utf-8' },
      })
    },
  })
}

async function serveStatic(pathname: string): Promise<Response> {
  const file = Bun.file(path.join(root, pathname))
  return (await file.exists()) ? new Response(file, { headers }) : new Response('', { status: 404 })
}

if (import.meta.main) {
  const server = serveStories(Number(process.env.PORT ?? 4173))
  console.log(
    Object.keys(stories)
      .map(name => `${server.url}${name}`)
      .join('\n'),
  )
}
