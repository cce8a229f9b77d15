import { Elysia, t } from 'elysia'
import { openPublicExample } from '#src/analyses/publicExample.ts'
import { describeParameters } from '#src/method/parameters.ts'
import { ResultPage } from '#views/analyses/result.tsx'
import { paths } from '#views/paths.ts'
import { notFound } from '../errors.ts'
import { chartChoice } from '../plugins/chartChoice.ts'
import type { Deps } from '../plugins/deps.ts'
import { download, downloadZip } from '../plugins/downloads.ts'
import { pages } from '../plugins/pages.ts'

/** The result of the example study with its files, open to anyone. */
export function publicExampleRoutes(deps: Deps) {
  return new Elysia()
    .use(pages(deps))
    .get(
      paths.publicExample(),
      async ({ html, frame, query }) => {
        const { assignment, outcome, outputs } = await openPublicExample()
        const facts = {
          id: 'example',
          name: 'Example result',
          finishedAt: null,
          parameters: describeParameters(assignment.parameters),
        }
        return html(
          <ResultPage
            frame={frame}
            study={null}
            analysis={facts}
            outcome={outcome}
            files={outputs}
            choice={query}
          />,
        )
      },
      { query: t.Object(chartChoice) },
    )
    .get(
      '/analyses/example/files/:name',
      async ({ params }) => {
        const { outputs } = await openPublicExample()
        const output = outputs.find(({ name }) => name === params.name)
        if (!output) throw notFound('file')
        return download(output.file, output.name)
      },
      { params: t.Object({ name: t.String({ maxLength: 100 }) }) },
    )
    .get('/analyses/example/archive.zip', async () => {
      const { outputs } = await openPublicExample()
      return downloadZip(outputs, 'BioCE example result.zip')
    })
}
