import { Elysia, t } from 'elysia'
import { resultFiles } from '#src/analyses/outputs.ts'
import { allSettingViews } from '#src/method/settingViews.ts'
import { findExampleFile } from '#src/studies/example.ts'
import { AboutPage } from '#views/pages/about.tsx'
import { CitationPage } from '#views/pages/citation.tsx'
import { HelpPage } from '#views/pages/help.tsx'
import { paths } from '#views/paths.ts'
import { notFound } from '../errors.ts'
import type { Deps } from '../plugins/deps.ts'
import { download } from '../plugins/downloads.ts'
import { pages } from '../plugins/pages.ts'

/** The pages that only tell of the program: about, help, citation. */
export function staticPageRoutes(deps: Deps) {
  const { uploadBytesMax } = deps.config
  return new Elysia()
    .use(pages(deps))
    .get(paths.about.pattern, ({ html, frame }) => html(<AboutPage frame={frame} />))
    .get(paths.help.pattern, ({ html, frame }) =>
      html(
        <HelpPage
          frame={frame}
          requestBytesMax={uploadBytesMax}
          resultFiles={resultFiles}
          settings={allSettingViews}
        />,
      ),
    )
    .get(
      paths.exampleFile.pattern,
      async ({ params: { name } }) => {
        const file = await findExampleFile(name)
        if (!file) throw notFound('file')
        return download(file, name)
      },
      { params: t.Object({ name: t.String({ maxLength: 100 }) }) },
    )
    .get(paths.citation.pattern, ({ html, frame }) => html(<CitationPage frame={frame} />))
}
