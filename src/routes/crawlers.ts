import { Elysia } from 'elysia'
import { findSetting } from '#db/settings.ts'
import { paths } from '#views/paths.ts'
import { dayMs } from '../durations.ts'
import { notFound } from '../errors.ts'
import type { Deps } from '../plugins/deps.ts'

/** What anyone may read, for search engines. */
const publicPaths = () => [
  paths.home(),
  paths.publicExample(),
  paths.about(),
  paths.help(),
  paths.apiHelp(),
  paths.citation(),
  paths.terms(),
  paths.privacy(),
  paths.contact(),
  paths.status(),
]

/** How long what security.txt says may be relied on. */
const securityMs = 180 * dayMs

/**
 * robots.txt and sitemap.xml, which name whole addresses and so are made for the origin of this server; and whom to tell of a
 * hole in it (RFC 9116), once it has a contact.
 */
export function crawlerRoutes({ config, db, now }: Pick<Deps, 'config' | 'db' | 'now'>) {
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
    .get(paths.securityText.pattern, async () => {
      const contact = await findSetting(db.read, 'contact')
      if (!contact) throw notFound('file')
      const until = new Date(now() + securityMs).toISOString()
      return text(`Contact: mailto:${contact}\nExpires: ${until}\nPreferred-Languages: en\n`, 'text/plain')
    })
}
