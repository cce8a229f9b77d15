import { Elysia } from 'elysia'
import { findStatusOf } from '#src/analyses/status.ts'
import { StatusPanel } from '#views/analyses/statusPanel.tsx'
import type { Frame } from '#views/frame.ts'
import { notFound } from '../errors.ts'
import type { Deps } from '../plugins/deps.ts'
import { byId, pages } from '../plugins/pages.ts'
import { memberOf, type Visit } from '../plugins/session.ts'

const lookEveryMs = 500
const aliveEveryMs = 10_000

/** The status panel of a running analysis: once (polling), and as a stream that sends it at every change. */
export function analysisLiveRoutes(deps: Deps) {
  const { db, now } = deps
  return new Elysia()
    .use(pages(deps))
    .get(
      '/analyses/:id/status',
      async ({ html, frame, visit, params }) => {
        const status = await findStatusOf(db.read, memberOf(visit).id, params.id, now())
        if (!status) throw notFound('analysis')
        return html(<StatusPanel frame={frame} status={status} />)
      },
      { params: byId },
    )
    .get(
      '/analyses/:id/live',
      async ({ frame, visit, params, request, server }) => {
        const viewer = memberOf(visit)
        if (!(await findStatusOf(db.read, viewer.id, params.id, now()))) throw notFound('analysis')
        server?.timeout(request, 0)
        const { signal } = request
        const stops = deps.stopping ? AbortSignal.any([signal, deps.stopping]) : signal
        const seen = request.headers.get('last-event-id') ?? ''
        return new Response(
          streamOf(events(deps, frame, viewer.id, params.id, seen, visit.isStillIn, stops)),
          {
            headers: { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' },
          },
        )
      },
      { params: byId },
    )
}

/**
 * The panel now and at every change. Each event is the whole truth, so whoever comes back needs nothing of what they
 * missed, does not hear again the event that they have `seen` (its id), and skips what is old by then. The stream ends with
 * the analysis; when it ends before (`stops`, rights that are gone), the page comes back and hears why.
 */
async function* events(
  { db, now }: Deps,
  frame: Frame,
  viewerId: number,
  id: number,
  seen: string,
  isStillIn: Visit['isStillIn'],
  stops: AbortSignal,
): AsyncGenerator<string> {
  let lastId = seen
  let spokeAt = 0
  for (; !stops.aborted && (await isStillIn()); await Bun.sleep(lookEveryMs)) {
    const status = await findStatusOf(db.read, viewerId, id, now())
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
function streamOf(texts: AsyncGenerator<string>): ReadableStream {
  const encoder = new TextEncoder()
  return new ReadableStream({
    async pull(controller) {
      const next = await texts.next().catch(() => ({ done: true, value: '' })) // the page comes back and hears why
      if (next.done) controller.close()
      else controller.enqueue(encoder.encode(next.value))
    },
    cancel: () => void texts.return(undefined),
  })
}

/** A server-sent event: each line of the text is a data line of its own, however it ends. */
function eventOf(id: string, text: string): string {
  const data = text.split(/\r\n|\r|\n/).map(line => `data: ${line}\n`)
  return `id: ${id}\n${data.join('')}\n`
}
