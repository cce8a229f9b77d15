import { Elysia } from 'elysia'
import { appendAudit } from '#db/audit.ts'
import { checkAdministration } from '#src/accounts/permissions.ts'
import { notFound } from '../errors.ts'
import type { Deps } from '../plugins/deps.ts'
import { downloadZip } from '../plugins/downloads.ts'
import { byId, pages } from '../plugins/pages.ts'

/** For administrators: what was left of a failed analysis, its log and report with it. Who took it is written down. */
export function failedFileRoutes(deps: Deps) {
  const { db, files, now } = deps
  return new Elysia().use(pages(deps)).get(
    '/admin/failed-analyses/:id/archive.zip',
    async ({ visit, params: { id } }) => {
      const { id: actorId } = await checkAdministration(db.read, visit.viewer, now())
      const folder = files.failed(id)
      const names = await files.list(folder)
      if (names.length === 0) throw notFound('file')
      const facts = { at: now(), actorId, action: 'failed_files_taken', subject: `analyses:${id}` }
      await db.write(tx => appendAudit(tx, facts))
      const parts = names.map(name => ({ name, file: Bun.file(`${folder}/${name}`) }))
      return downloadZip(parts, `failed analysis ${id}.zip`)
    },
    { params: byId },
  )
}
