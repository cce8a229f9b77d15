import { Elysia, t } from 'elysia'
import { findAnalysisOf } from '#db/analyses.ts'
import { listOutputs } from '#src/analyses/outcome.ts'
import { notFound } from '../errors.ts'
import type { Deps } from '../plugins/deps.ts'
import { pages } from '../plugins/pages.ts'
import { memberOf, type Visit } from '../plugins/session.ts'
import { byId } from './studies.tsx'

/** Downloads of a result, one by one and together. What people made is never shown, only saved. */
export function analysisFileRoutes(deps: Deps) {
  async function folderOf(visit: Visit, id: number) {
    const viewer = memberOf(visit)
    const analysis = await findAnalysisOf(deps.db.read, viewer.id, id)
    if (analysis?.state !== 'done') throw notFound('result')
    return { analysis, folder: deps.files.analysis(viewer.id, analysis.studyId, analysis.id) }
  }

  return new Elysia()
    .use(pages(deps))
    .get(
      '/analyses/:id/files/:name',
      async ({ visit, params }) => {
        const { folder } = await folderOf(visit, params.id)
        const file = (await listOutputs(folder)).find(each => each.name === params.name)
        if (!file) throw notFound('file')
        return attachment(`${folder}/output/${file.name}`, file.name)
      },
      { params: t.Object({ ...byId.properties, name: t.String({ maxLength: 100 }) }) },
    )
    .get(
      '/analyses/:id/archive.zip',
      async ({ visit, params }) => {
        const { analysis, folder } = await folderOf(visit, params.id)
        return attachment(`${folder}/results.zip`, `${analysis.name}.zip`)
      },
      { params: byId },
    )
}

function attachment(path: string, name: string): Response {
  const plain = name.replace(/[^\w.-]+/g, '_')
  const disposition = `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`
  return new Response(Bun.file(path), {
    headers: {
      'content-disposition': disposition,
      'content-type': 'application/octet-stream',
      'content-security-policy': "sandbox; default-src 'none'",
    },
  })
}
