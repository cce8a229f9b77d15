import { join } from 'node:path'
import { Elysia, t } from 'elysia'
import { appendAudit } from '#db/audit.ts'
import { isJobPending } from '#db/jobs.ts'
import { checkAdministration, checkAdministrationView } from '#src/accounts/permissions.ts'
import { listBackups, requestBackup } from '#src/admin/backUp.ts'
import { panelTables } from '#src/admin/tables.ts'
import { BackupsPage } from '#views/admin/backups.tsx'
import { paths } from '#views/paths.ts'
import { notFound } from '../errors.ts'
import { checkCsrf } from '../plugins/csrf.ts'
import type { Deps } from '../plugins/deps.ts'
import { downloadZip } from '../plugins/downloads.ts'
import { formOf } from '../plugins/forms.ts'
import { pages, seeOther } from '../plugins/pages.ts'
import { listFiles } from '../tree.ts'

/** For administrators: the backups there are, one more now, and each as one file. Who took one is written down. */
export function backupRoutes(deps: Deps) {
  const { db, config, now } = deps
  return new Elysia()
    .use(pages(deps))
    .get(paths.backups.pattern, async ({ html, frame, visit }) => {
      await checkAdministrationView(db.read, visit.viewer, now())
      const backups = (await listBackups(config)).map(backup => ({ ...backup, at: new Date(backup.at) }))
      const facts = {
        backups,
        isAsked: await isJobPending(db.read, 'backup', now()),
        folder: config.backups,
        kept: config.backupsKept,
      }
      return html(<BackupsPage frame={frame} tables={panelTables} {...facts} />)
    })
    .post(
      paths.backups.pattern,
      async ({ visit, body }) => {
        checkCsrf(visit, body.csrf)
        const { id: actorId } = await checkAdministration(db.read, visit.viewer, now())
        await db.write(async tx => {
          await requestBackup(tx, now())
          await appendAudit(tx, { at: now(), actorId, action: 'backup_asked' })
        })
        return seeOther(paths.backups())
      },
      { body: formOf({}) },
    )
    .get(
      paths.backup.pattern,
      async ({ visit, params }) => {
        const { id: actorId } = await checkAdministration(db.read, visit.viewer, now())
        const backup = (await listBackups(config)).find(({ name }) => name === params.name)
        if (!backup) throw notFound('backup')
        const folder = join(config.backups, backup.name)
        const names = await listFiles(folder)
        const facts = { at: now(), actorId, action: 'backup_taken', subject: `backup:${backup.name}` }
        await db.write(tx => appendAudit(tx, facts))
        const parts = names.map(name => ({
          name: `${backup.name}/${name}`,
          file: Bun.file(join(folder, name)),
        }))
        return downloadZip(parts, `bioce backup ${backup.name}.zip`)
      },
      { params: t.Object({ name: t.String({ maxLength: 60 }) }) },
    )
}
