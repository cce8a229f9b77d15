import { begin } from './concurrencyLimits.ts'
import type { Deps } from './deps.ts'
import type { Sender } from './multipart.ts'
import type { createStatusUpdates } from './statusUpdates.ts'

/** How often rights are looked at, and what changes with time alone. */
const lookEveryMs = 2000
const aliveEveryMs = 10_000

/** What is told now: its text, what of it counts as news, and whether nothing comes after it. */
interface EventContent {
  text: string
  key: string
  isLast: boolean
}

interface Stream {
  userId: number
  isStillIn: Sender['isStillIn']
  request: Request
  server: { timeout(request: Request, seconds: number): void } | null
  /** Undefined when there is nothing to tell any more. */
  tell(): Promise<EventContent | undefined>
}

/**
 * Server-sent events: what there is to tell, now and at every change. Each event holds the whole, so a client that
 * reconnects needs no event that it missed, and does not get the event again that it names as its last. The stream ends
 * after the last event; when it ends before (the server stops, rights were revoked), the client reconnects and gets the
 * reason.
 */
export function streamEvents(
  deps: Deps,
  news: ReturnType<typeof createStatusUpdates>,
  { userId, request, server, ...from }: Stream,
): Response {
  const end = begin(deps, 'stream', userId)
  server?.timeout(request, 0)
  const stops = deps.stopping ? AbortSignal.any([request.signal, deps.stopping]) : request.signal
  stops.addEventListener('abort', end, { once: true }) // also where nobody reads on
  const seen = request.headers.get('last-event-id') ?? ''
  return new Response(streamOf(events(deps, news, from, seen, stops), end), {
    headers: { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' },
  })
}

async function* events(
  { now }: Deps,
  news: ReturnType<typeof createStatusUpdates>,
  { isStillIn, tell }: Pick<Stream, 'isStillIn' | 'tell'>,
  seen: string,
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
    const told = await tell()
    if (!told) return
    const eventId = Bun.hash(told.key).toString(36)
    const isNews = eventId !== lastId
    if (isNews || now() - spokeAt > aliveEveryMs) {
      yield isNews ? eventOf(eventId, told.text) : ': still here\n\n'
      lastId = eventId
      spokeAt = now()
    }
    if (told.isLast) return yield 'event: close\ndata: over\n\n'
  }
}

/** Draws the next text only when the last one was taken, so a reader who stands still costs no memory. */
function streamOf(texts: AsyncGenerator<string>, end: () => void): ReadableStream {
  const encoder = new TextEncoder()
  return new ReadableStream({
    async pull(controller) {
      const next = await texts.next().catch(() => ({ done: true, value: '' })) // the client comes back and hears why
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
