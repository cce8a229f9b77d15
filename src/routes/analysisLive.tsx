import { Elysia } from 'elysia'
import { findStatusOf } from '#src/analyses/status.ts'
import { begin } from '#src/plugins/concurrencyLimits.ts'
import { StatusPanel } from '#views/analyses/statusPanel.tsx'
import type { Frame } from '#views/frame.ts'
import { paths } from '#views/paths.ts'
import { notFound } from '../errors.ts'
import type { Deps } from '../plugins/deps.ts'
import { byId, pages } from '../plugins/pages.ts'
import { memberOf, type Visit } from '../plugins/session.ts'
import { createStatusUpdates } from '../plugins/statusUpdates.ts'

/** How often rights are looked at, and what changes with time alone. */
const lookEveryMs = 2000
const aliveEveryMs = 10_000

/** The status panel of a running analysis: once (polling), and as a stream that sends it at every change. */
export function analysisLiveRoutes(deps: Deps) {
  const { config, db, now } = deps
  const news = createStatusUpdates(deps)
  return new Elysia()
    .use(pages(deps))
    .get(
      paths.analysisStatus.pattern,
      async ({ html, frame, visit, params }) => {
        const status = await findStatusOf(db.read, config, memberOf(visit).id, params.id, now())
        if (!status) throw notFound('analysis')
        return html(<StatusPanel frame={frame} status={status} />)
      },
      { params: byId },
    )
    .get(
      paths.analysisLive.pattern,
      async ({ frame, visit, params, request, server }) => {
        const viewer = memberOf(visit)
        if (!(await news.statusFor(viewer.id, params.id))) throw notFound('analysis')
        // A page too many asks every few seconds instead: see static/live.js.
        const end = begin(deps, 'stream', viewer.id)
        server?.timeout(request, 0)
        const { signal } = request
        const stops = deps.stopping ? AbortSignal.any([signal, deps.stopping]) : signal
        stops.addEventListener('abort', end, { once: true }) // also where nobody reads on
        const seen = request.headers.get('last-event-id') ?? ''
        const texts = events(deps, news, frame, viewer.id, params.id, seen, visit.isStillIn, stops)
        return new Response(streamOf(texts, end), {
          headers: { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' },
        })
      },
      { params: byId },
    )
}

/**
 * The panel now and at every change. Each event holds the whole panel, so a client that reconnects needs no event that
 * it missed, and does not get the event again that it has `seen` (its id). The stream ends with the analysis; when it
 * ends before (`stops`, rights that were revoked), the page reconnects and gets the reason.
 */
async function* events(
  { now }: Deps,
  news: ReturnType<typeof createStatusUpdates>,
  frame: Frame,
  viewerId: number,
  id: number,
  seen: string,
  isStillIn: Visit['isStillIn'],
  stops: AbortSignal,
): AsyncGenerator<string> {
  let lastId = seen
  let spokeAt = 0
  let checkedAt = Number.NEGATIVE_INFINITY
  for (; !stops.aborted; await news.next(lookEveryMs)) {
    if (performance.now() - checkedAt >= lookEveryMs) {
      if (!(await isStillIn())) return
      checkedAt = performance.now()
    }
    const status = await news.statusFor(viewerId, id)
    if (!status) return
    const panel = String(<StatusPanel frame={{ ...frame, now: new Date(now()) }} status={status} />)
    const eventId = Bun.hash(panel.replaceAll(frame.csrf, '')).toString(36)
    const isNews = eventId !== lastId
    if (isNews || now() - spokeAt > aliveEveryMs) {
      yield isNews ? eventOf(eventId, panel) : ': still here\n\n'
      lastId = eventId
      spokeAt = now()
    }
    if (status.state !== 'waiting' && status.state !== 'running') return yield 'event: close\ndata: over\n\n'
  }
}

/** Draws the next text only when the last one was taken, so a reader who stands still costs no memory. */
function streamOf(texts: AsyncGenerator<string>, end: () => void): ReadableStream {
  const encoder = new TextEncoder()
  return new ReadableStream({
    async pull(controller) {
      const next = await texts.next().catch(() => ({ done: true, value: '' })) // the page comes back and hears why
      if (next.done) {
        end()
        controller.close()
      } else controller.enqueue(encoder.encode(next.value))
    },
    cancel() {
      end()
      void texts.return(undefined)
    },
  })
}

/** A server-sent event: each line of the text is a data line of its own, however it ends. */
function eventOf(id: string, text: string): string {
  const data = text.split(/\r\n|\r|\n/).map(line => `data: ${line}\n`)
  return `id: ${id}\n${data.join('')}\n`
}
