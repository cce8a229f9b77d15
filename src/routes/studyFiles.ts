import { join } from 'node:path'
import { Elysia, t } from 'elysia'
import { findStudyOf } from '#db/studies.ts'
import { isBuiltIn } from '#src/method/builtIn.ts'
import { sendArchive } from '#src/plugins/concurrencyLimits.ts'
import { inputsOf } from '#src/studies/inputs.ts'
import { readRecord } from '#src/studies/record.ts'
import { paths } from '#views/paths.ts'
import { originalsOf } from '../compressed.ts'
import { notFound } from '../errors.ts'
import type { Deps } from '../plugins/deps.ts'
import { download, downloadZip } from '../plugins/downloads.ts'
import { byId, pages } from '../plugins/pages.ts'
import { memberOf } from '../plugins/session.ts'

/** What was uploaded, back again under its owner's names; the library as one zip. */
export function studyFileRoutes({ db, files, ...deps }: Deps) {
  return new Elysia().use(pages({ db, files, ...deps })).get(
    paths.studyFile.pattern,
    async ({ visit, params }) => {
      const viewer = memberOf(visit)
      const study = await findStudyOf(db.read, viewer.id, params.id)
      const input = study && inputsOf(study).find(each => each.name === params.name)
      if (!input) throw notFound('file')
      const folder = files.study(viewer.id, study.id)
      if (input.input !== 'library' || !isBuiltIn(study)) {
        const file = Bun.file(join(folder, input.path))
        if (!(await file.exists())) throw notFound('file')
        return download(file, input.name)
      }
      const record = await readRecord(folder)
      if (!record) throw notFound('file')
      const zip = `${input.name.replace(/\.(zip|tgz|tar(\.gz)?)$/i, '')}.zip`
      return await sendArchive({ db }, viewer.id, () => downloadZip(originalsOf(folder, record.library), zip))
    },
    { params: t.Object({ ...byId.properties, name: t.String({ maxLength: 200 }) }) },
  )
}
