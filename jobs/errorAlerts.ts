import type { Database, Tx } from '#db/index.ts'
import { enqueueMail } from '#db/queue.ts'
import { deleteExpiredRates, listExpiredRates, spendRate } from '#db/rateLimits.ts'
import { listUsersWithRole } from '#db/users.ts'
import { hourMs } from '#src/durations.ts'
import { startLoop } from './interval.ts'

const signaturesMax = 200

/** One kind of error, and how often it came. */
interface SeenError {
  signature: string
  count: number
}

/**
 * Mails errors to the administrators: each kind at once, then not again for an hour, whichever process meets it. One digest
 * afterwards reports what came in that hour (see sweep.ts).
 *
 * A flood of errors costs one counter in memory per kind; counters are written to the database every `everyMs`.
 */
export function openErrorAlerts(db: Database, now: () => number = Date.now, everyMs = 2000) {
  const counts = new Map<string, number>()

  function count(event: string, error: unknown): void {
    const signature = signatureOf(event, error)
    const known = counts.has(signature) || counts.size < signaturesMax
    const key = known ? signature : 'many other errors'
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }

  async function flush(): Promise<void> {
    if (counts.size === 0) return
    const seen = [...counts].map(([signature, count]) => ({ signature, count }))
    counts.clear()
    await db.write(async tx => {
      const fresh: SeenError[] = []
      for (const each of seen) {
        const spent = await spendRate(tx, prefix + each.signature, each.count, hourMs, now())
        if (spent.points === each.count) fresh.push(each)
      }
      await notifyAdministrators(tx, fresh, false, now())
    })
  }

  const loop = startLoop(everyMs, flush, () => {}) // an alert about a failed alert would have no end
  const stop = async () => {
    await loop.stop()
    await flush().catch(() => {}) // the log has every error
  }
  return { count, stop }
}

/** Reports what came again in hours that are over: one mail for all. Called by the sweep. */
export async function mailDigest(tx: Tx, now: number): Promise<void> {
  const over = await listExpiredRates(tx, prefix, now)
  const again = over.filter(({ points }) => points > 1)
  const seen = again.map(({ key, points }) => ({ signature: key.slice(prefix.length), count: points }))
  await notifyAdministrators(tx, seen, true, now)
  await deleteExpiredRates(tx, now)
}

const prefix = 'alarm:'

async function notifyAdministrators(
  tx: Tx,
  errors: SeenError[],
  digest: boolean,
  now: number,
): Promise<void> {
  if (errors.length === 0) return
  const facts = { digest, errors: errors.map(({ signature, count }) => ({ signature, count })) }
  for (const { id, email } of await listUsersWithRole(tx, 'superuser'))
    await enqueueMail(tx, { kind: 'errors', userId: id, email, facts }, now)
}

/** The same for errors that differ only in numbers and names: event, kind, message without them, first own line. */
export function signatureOf(event: string, error: unknown): string {
  if (!(error instanceof Error)) return plain(`${event}: ${String(error)}`)
  const place = error.stack?.match(/\/((?:src|jobs|db|views)\/[\w/.-]+:\d+)/)?.[1]
  return plain(`${event}: ${error.name}: ${error.message}`) + (place ? ` (${place})` : '')
}

const plain = (text: string) =>
  text
    .replace(/[\p{Cc}\p{Cf}]/gu, ' ')
    .replace(/[^\s@"']+@[^\s@"']+/g, '(address)')
    .replace(/"[^"]*"|'[^']*'|[0-9a-f]{8,}|\d+/gi, '…')
    .slice(0, 160)
