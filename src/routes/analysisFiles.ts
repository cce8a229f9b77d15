import { makeZip } from 'client-zip'
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
        return saved(Bun.file(`${folder}/output/${file.name}`), file.name)
      },
      { params: t.Object({ ...byId.properties, name: t.String({ maxLength: 100 }) }) },
    )
    .get(
      '/analyses/:id/archive.zip',
      async ({ visit, params }) => {
        const { analysis, folder } = await folderOf(visit, params.id)
        const outputs = await listOutputs(folder)
        const parts = outputs.map(({ name }) => ({ name, input: Bun.file(`${folder}/output/${name}`) }))
        return saved(makeZip(parts), `${analysis.name}.zip`)
      },
      { params: byId },
    )
}

function saved(body: Bun.BunFile | ReadableStream, name: string): Response {
  const plain = name.replace(/[^\w.-]+/g, '_')
  const disposition = `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`
  return new Response(body, {
    headers: {
      'content-disposition': disposition,
      'content-type': 'application/octet-stream',
      'content-security-policy': "sandbox; default-src 'none'",
    },
  })
}
