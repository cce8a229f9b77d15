/** Serves the stories and static/ under the content policy of the real site: `bun test/support/storyServer.tsx`. */
import path from 'node:path'
import { drawingStyle } from '#src/analyses/drawingStyle.ts'
import { csvLine } from '#src/csv.ts'
import { contentSecurityPolicy } from '#src/plugins/headers.ts'
import { FitPlot } from '#views/analyses/fitCard.tsx'
import { findChart, resultCharts } from '#views/analyses/resultCharts.ts'
import { chartCsv, savedDrawing } from '#views/charts/exported.tsx'
import type { FitView } from '#views/charts/fitViews.ts'
import { paths } from '#views/paths.ts'
import { stories } from './stories.tsx'
import { ensemblePdb, outcomeOf } from './storyData.ts'

const root = path.resolve(import.meta.dir, '../..')

const headers = { 'content-security-policy': contentSecurityPolicy('') }
const html = { ...headers, 'content-type': 'text/html; charset=utf-8' }
/** Of styles and scripts: a page takes a quarter less work where they are there from the one before. */
const kept = { ...headers, 'cache-control': import.meta.main ? 'no-store' : 'max-age=3600' }

/** Where a page takes axe from: a script with an address is kept compiled, which saves half of its work. */
export const axeScript = '/axe.js'
const axePath = Bun.resolveSync('axe-core/axe.min.js', root)

/** A page without anything. */
export const blankPage = '/blank'

export function serveStories(port = 0) {
  return Bun.serve({
    hostname: '127.0.0.1',
    port,
    async fetch(request) {
      const { pathname } = new URL(request.url)
      if (pathname.startsWith('/static/')) return serveStatic(pathname)
      if (pathname === paths.manifest()) return serveStatic(`/static${pathname}`)
      if (pathname === blankPage)
        return new Response('<!doctype html><title>Blank</title>', { headers: html })
      if (pathname === axeScript) return new Response(Bun.file(axePath), { headers: kept })
      if (pathname.endsWith('/ensemble.pdb')) return new Response(ensemblePdb(), { headers })
      if (pathname.includes('/charts/')) return serveChart(new URL(request.url))
      if (pathname.endsWith('/fit')) return serveFit(new URL(request.url))
      const story = stories[pathname.slice(1)]
      if (!story) return new Response('', { status: 404 })
      return new Response(await story(), { headers: html })
    },
  })
}

/** The plot of the fit as the server draws it anew. */
async function serveFit({ searchParams }: URL): Promise<Response> {
  const { fit, from, to } = Object.fromEntries(searchParams) as Record<string, string>
  const q = (value = '') => (value === '' ? ('' as const) : Number(value))
  const choice = { fit: fit as FitView, from: q(from), to: q(to) }
  const plot = await (<FitPlot id={31} study={7} outcome={outcomeOf()} choice={choice} />)
  return new Response(plot, { headers: html })
}

/** A chart of the result as the server saves it. */
async function serveChart({ pathname, searchParams }: URL): Promise<Response> {
  const name = pathname.split('/').at(-1)!
  const chart = findChart(resultCharts(31, outcomeOf()), name.replace(/\.\w+$/, ''))!
  if (name.endsWith('.csv')) return new Response(chartCsv(chart).map(csvLine).join('\n'), { headers })
  const width = searchParams.get('width') === '85' ? 85 : 175
  const svg = savedDrawing({ chart, width, style: drawingStyle })
  return new Response(svg, {
    headers: { ...headers, 'content-disposition': `attachment; filename*=UTF-8''${name}` },
  })
}

async function serveStatic(pathname: string): Promise<Response> {
  const file = Bun.file(path.join(root, pathname))
  return (await file.exists()) ? new Response(file, { headers: kept }) : new Response('', { status: 404 })
}

if (import.meta.main) {
  const server = serveStories(Number(process.env.PORT ?? 4173))
  console.log(
    Object.keys(stories)
      .map(name => `${server.url}${name}`)
      .join('\n'),
  )
}
