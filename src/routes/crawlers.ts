import { Elysia } from 'elysia'
import { paths } from '#views/paths.ts'
import type { Deps } from '../plugins/deps.ts'

/** What anyone may read, for search engines. */
const publicPaths = () => [
  paths.home(),
  paths.publicExample(),
  paths.about(),
  paths.help(),
  paths.citation(),
  paths.terms(),
  paths.privacy(),
  paths.contact(),
]

/** robots.txt and sitemap.xml: both name whole addresses, so they are made for the origin of this server. */
export function crawlerRoutes({ config }: Pick<Deps, 'config'>) {
  const text = (body: string, type: string) =>
    new Response(body, { headers: { 'content-type': `${type}; charset=utf-8` } })
  const robots = [
    'User-agent: *',
    `Allow: ${paths.publicExample()}$`,
    ...[paths.account, paths.admin, paths.analysis, paths.studies].map(
      ({ start }) => `Disallow: ${config.base}${start}`,
    ),
    `Sitemap: ${config.origin}${config.base}${paths.sitemap.pattern}`,
  ]
  const urls = publicPaths().map(path => `  <url><loc>${config.origin}${path}</loc></url>`)
  const sitemap = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
    ...urls,
    '</urlset>',
  ]
  return new Elysia()
    .get(paths.robots.pattern, () => text(`${robots.join('\n')}\n`, 'text/plain'))
    .get(paths.sitemap.pattern, () => text(`${sitemap.join('\n')}\n`, 'application/xml'))
}
