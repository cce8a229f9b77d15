import { join } from 'node:path'
import { Elysia } from 'elysia'
import { findAnalysis } from '#db/analyses.ts'
import { appendAudit } from '#db/audit.ts'
import { checkAdministration, checkAdministrationView } from '#src/accounts/permissions.ts'
import { panelTables } from '#src/admin/tables.ts'
import { FailedAnalysisPage } from '#views/admin/failedAnalysis.tsx'
import { paths } from '#views/paths.ts'
import { originalPath, originalsOf } from '../compressed.ts'
import { notFound } from '../errors.ts'
import type { Deps } from '../plugins/deps.ts'
import { downloadZip } from '../plugins/downloads.ts'
import { byId, pages } from '../plugins/pages.ts'
import { listFiles } from '../tree.ts'

/** So much of the end of a log is shown. */
const logBytesMax = 65_536

/** For administrators: what was left of a failed analysis, its log first; all of it as one file. */
export function failedAnalysisRoutes(deps: Deps) {
  const { db, files, now } = deps

  async function keptOf(id: number) {
    const folder = files.failed(id)
    const names = await listFiles(folder)
    if (names.length === 0) throw notFound('file')
    return names.toSorted().map(name => ({ name, file: Bun.file(join(folder, name)) }))
  }

  return new Elysia()
    .use(pages(deps))
    .get(
      paths.failedAnalysis.pattern,
      async ({ html, frame, visit, params: { id } }) => {
        await checkAdministrationView(db.read, visit.viewer, now())
        const kept = await keptOf(id)
        const log = kept.find(({ name }) => name === 'log.txt')?.file
        const analysis = await findAnalysis(db.read, id)
        const facts = {
          id,
          name: analysis?.name ?? `Analysis ${id}`,
          message: analysis?.message ?? null,
          log: log ? await log.slice(Math.max(0, log.size - logBytesMax)).text() : '',
          isCut: (log?.size ?? 0) > logBytesMax,
          files: kept.map(({ name, file }) => ({ name, bytes: file.size })),
        }
        return html(<FailedAnalysisPage frame={frame} tables={panelTables} analysis={facts} />)
      },
      { params: byId },
    )
    .get(
      paths.failedFiles.pattern,
      async ({ visit, params: { id } }) => {
        const { id: actorId } = await checkAdministration(db.read, visit.viewer, now())
        const kept = await keptOf(id)
        const facts = { at: now(), actorId, action: 'failed_files_taken', subject: `analyses:${id}` }
        await db.write(tx => appendAudit(tx, facts))
        const originals = kept.map(({ name }) => ({ name: originalPath(name), path: originalPath(name) }))
        return downloadZip(originalsOf(files.failed(id), originals), `failed analysis ${id}.zip`)
      },
      { params: byId },
    )
}
