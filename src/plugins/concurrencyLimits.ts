import { AppError } from '../errors.ts'
import type { Deps } from './deps.ts'

/** What one person, and all people together, may have under way at once. Each is work or room that lasts. */
export const atOnce = {
  upload: { own: 3, all: 30, what: 'uploads' },
  archive: { own: 2, all: 10, what: 'downloads of archives' },
  stream: { own: 10, all: 1000, what: 'pages or requests that follow an analysis' },
} as const

/** A person by their number, or the readers of a link together. */
type Who = number | `share:${number}`

const retryMs = 5000
/** In memory: the counts end with the process, as does what they count. */
const counts = new WeakMap<object, Map<string, number>>()

/** Counts one more of a person's. @returns what ends it. @throws AppError too_many, before anything is done for it */
export function begin({ db }: Pick<Deps, 'db'>, act: keyof typeof atOnce, who: Who): () => void {
  const { own, all, what } = atOnce[act]
  const under = counts.get(db) ?? new Map<string, number>()
  counts.set(db, under)
  const keys = [`${act}:${who}`, act]
  const at = (key: string) => under.get(key) ?? 0
  if (at(keys[0]!) >= own)
    throw new AppError(
      'too_many',
      `You have ${own} ${what} in progress. Wait until one of them has finished.`,
      {},
      retryMs,
    )
  if (at(act) >= all)
    throw new AppError(
      'too_many',
      `The server has ${all} ${what} in progress. Please try again in a moment.`,
      {},
      retryMs,
    )
  for (const key of keys) under.set(key, at(key) + 1)
  let isOver = false
  return () => {
    if (isOver) return
    isOver = true
    for (const key of keys)
      if (at(key) > 1) under.set(key, at(key) - 1)
      else under.delete(key)
  }
}

/** An answer that counts until its last byte is sent or its reader has gone. */
function untilSent(answer: Response, end: () => void): Response {
  const reader = answer.body!.getReader()
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read()
        if (!done) return controller.enqueue(value)
        end()
        controller.close()
      } catch (error) {
        end()
        controller.error(error)
      }
    },
    async cancel(reason) {
      end()
      await reader.cancel(reason).catch(() => {}) // whoever packs it hears of it as an error of its own
    },
  })
  return new Response(body, { status: answer.status, headers: answer.headers })
}

/** One archive for a person. */
export async function sendArchive(
  deps: Pick<Deps, 'db'>,
  who: Who,
  make: () => Response | Promise<Response>,
): Promise<Response> {
  const end = begin(deps, 'archive', who)
  try {
    return untilSent(await make(), end)
  } catch (error) {
    end()
    throw error
  }
}
