import { Elysia, t } from 'elysia'
import { completeArchive } from '#src/analyses/archiveFiles.ts'
import { openPublicExample, type PublicExample } from '#src/analyses/publicExample.ts'
import { describeParameters } from '#src/method/parameters.ts'
import { archiveTexts } from '#views/analyses/archiveTexts.ts'
import { drawResult, ResultPage, type ResultParts } from '#views/analyses/result.tsx'
import { paths } from '#views/paths.ts'
import { notFound } from '../errors.ts'
import { createCache } from '../memoryCache.ts'
import { chartChoice } from '../plugins/chartChoice.ts'
import type { Deps } from '../plugins/deps.ts'
import { download, downloadZip } from '../plugins/downloads.ts'
import { pages } from '../plugins/pages.ts'

/** The result of the example study with its files, open to anyone. */
export function publicExampleRoutes(deps: Deps) {
  const keep = createCache<ResultParts>(4e6, ({ cards }) => 2 * cards.length)
  return new Elysia()
    .use(pages(deps))
    .get(
      paths.publicExample(),
      async ({ html, frame, query }) => {
        const { assignment, outcome, outputs: files } = await openPublicExample()
        const facts = factsOf(assignment)
        const parts = await keep(JSON.stringify(query), () =>
          drawResult({ id: facts.id, outcome, files, choice: query }),
        )
        return html(<ResultPage frame={frame} study={null} analysis={facts} files={files} parts={parts} />)
      },
      { query: t.Object(chartChoice) },
    )
    .get(
      paths.publicExampleFile.pattern,
      async ({ params }) => {
        const { outputs } = await openPublicExample()
        const output = outputs.find(({ name }) => name === params.name)
        if (!output) throw notFound('file')
        return download(output.file, output.name)
      },
      { params: t.Object({ name: t.String({ maxLength: 100 }) }) },
    )
    .get(paths.publicExampleArchive.pattern, async () => {
      const { assignment, outcome, outputs } = await openPublicExample()
      const facts = {
        study: { id: 'example', name: 'BioCE example', report: null },
        analysis: factsOf(assignment),
        inspection: null,
        program: outcome.result.program,
        outcome,
        outputs,
      }
      return downloadZip(await completeArchive(facts, archiveTexts), 'BioCE example result.zip')
    })
}

const factsOf = ({ parameters }: PublicExample['assignment']) => ({
  id: 'example',
  name: 'Example result',
  finishedAt: null,
  parameters: describeParameters(parameters),
})
