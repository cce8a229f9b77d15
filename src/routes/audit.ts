import { Elysia } from 'elysia'
import { appendAudit, readAudit } from '#db/audit.ts'
import { checkAdministration } from '#src/accounts/permissions.ts'
import { paths } from '#views/paths.ts'
import type { Deps } from '../plugins/deps.ts'
import { download } from '../plugins/downloads.ts'
import { pages } from '../plugins/pages.ts'

/** For administrators: the whole audit with its seals, one entry a line, which `bioce audit FILE` checks anywhere. */
export function auditRoutes(deps: Deps) {
  const { db, now } = deps
  return new Elysia().use(pages(deps)).get(paths.auditExport.pattern, async ({ visit }) => {
    const { id: actorId } = await checkAdministration(db.read, visit.viewer, now())
    await db.write(tx => appendAudit(tx, { at: now(), actorId, action: 'audit_exported' }))
    const entries = readAudit(db.read)
    const encoder = new TextEncoder()
    const lines = new ReadableStream<Uint8Array>({
      async pull(controller) {
        const { value, done } = await entries.next()
        if (done) controller.close()
        else controller.enqueue(encoder.encode(`${JSON.stringify(value)}\n`))
      },
    })
    return download(lines, 'audit.jsonl')
  })
}
