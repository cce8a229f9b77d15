import { Elysia } from 'elysia'
import { findViewer } from '#src/accounts/sessions.ts'
import { findStatusOf } from '#src/analyses/status.ts'
import { StatusPanel } from '#views/analyses/statusPanel.tsx'
import type { Frame } from '#views/frame.ts'
import { notFound } from '../errors.ts'
import type { Deps } from '../plugins/deps.ts'
import { byId, pages } from '../plugins/pages.ts'
import { memberOf } from '../plugins/session.ts'

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
        const stillWelcome = async () => (await findViewer(db.read, visit.secret!, now())) !== undefined
        return new Response(stream(deps, frame, viewer.id, params.id, stillWelcome, request.signal), {
          headers: { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' },
        })
      },
      { params: byId },
    )
}

function stream(
  { db, now }: Deps,
  frame: Frame,
  viewerId: number,
  id: number,
  stillWelcome: () => Promise<boolean>,
  signal: AbortSignal,
) {
  const encoder = new TextEncoder()
  return new ReadableStream({
    async start(controller) {
      let last = ''
      let spokeAt = 0
      const send = (text: string) => {
        controller.enqueue(encoder.encode(text))
        spokeAt = now()
      }
      try {
        while (!signal.aborted && (await stillWelcome())) {
          const status = await findStatusOf(db.read, viewerId, id, now())
          if (!status) break
          const panel = String(<StatusPanel frame={{ ...frame, now: new Date(now()) }} status={status} />)
          if (panel !== last) send(eventOf((last = panel)))
          else if (now() - spokeAt > aliveEveryMs) send(': still here\n\n')
          if (status.state !== 'waiting' && status.state !== 'running') break
          await Bun.sleep(lookEveryMs)
        }
        if (!signal.aborted) send('event: close\ndata: over\n\n')
      } catch {
        // the reader went away in the middle of a write
      }
      try {
        controller.close()
      } catch {
        // it was closed from the other side
      }
    },
  })
}

/** A server-sent event: each line of the text is a data line of its own. */
function eventOf(text: string): string {
  return `${text
    .split('\n')
    .map(line => `data: ${line}`)
    .join('\n')}\n\n`
}
