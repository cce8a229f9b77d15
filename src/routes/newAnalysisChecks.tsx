import { Elysia, t } from 'elysia'
import { findAnalysisByName } from '#db/analyses.ts'
import { findEarlier } from '#src/analyses/earlier.ts'
import { expectedSeconds } from '#src/analyses/expectedRuntime.ts'
import { type ExtraField, extraFields } from '#src/analyses/extras.ts'
import { checkExtras } from '#src/analyses/extrasCheck.ts'
import { builtInMethod } from '#src/method/builtIn.ts'
import { settingNames } from '#src/method/fields.ts'
import { formNamesOf, parseParameters } from '#src/method/parameters.ts'
import { getStudyOf } from '#src/studies/getStudy.ts'
import { curveCountOf } from '#src/studies/inputs.ts'
import { analysisNameTaken, faultOfName, tidyName } from '#src/studies/names.ts'
import { modelNamesOf, readContents } from '#src/studies/record.ts'
import { FilesAnswer } from '#views/analyses/filesAnswer.tsx'
import { FormAnswer } from '#views/analyses/form.tsx'
import { paths } from '#views/paths.ts'
import { AppError } from '../errors.ts'
import { receiveAnalysisForm, requestedExtras, settingFormNames } from '../plugins/analysisForm.ts'
import type { Deps } from '../plugins/deps.ts'
import { line, maybe } from '../plugins/forms.ts'
import { byId, faultsIn, pages } from '../plugins/pages.ts'
import { memberOf } from '../plugins/session.ts'

/** What is said of the form of an analysis while it is filled in: nothing is stored and nothing starts. */
export function newAnalysisCheckRoutes(deps: Deps) {
  const { db, files } = deps
  const text = maybe(line)
  const settings = t.Object(Object.fromEntries(settingFormNames.map(name => [name, text])), {
    additionalProperties: false,
  })

  return new Elysia()
    .use(pages(deps))
    .get(
      paths.analysisCheck.pattern,
      async ({ html, visit, params, query }) => {
        const study = await getStudyOf(db.read, memberOf(visit).id, params.id)
        const curves = curveCountOf(study)
        const values = query as Record<string, string>
        const errors: Record<string, string> = {}
        let seconds: number | null = null
        try {
          const parameters = parseParameters(values, curves)
          const contents = await readContents(files.study(study.userId, study.id))
          seconds = await expectedSeconds(db.read, files, study, contents, {
            method: builtInMethod,
            parameters,
          })
        } catch (error) {
          if (!(error instanceof AppError)) throw error
          Object.assign(errors, error.fields)
        }
        const name = tidyName(values.name ?? '')
        const fault = faultOfName(name)
        if (name !== '' && fault) errors.name = fault
        if (!fault && (await findAnalysisByName(db.read, study.id, name)))
          errors.name = analysisNameTaken(name)
        return html(
          <FormAnswer
            checked={['name', ...settingNames, ...formNamesOf(curves)]}
            errors={errors}
            estimateSeconds={errors.name ? null : seconds}
          />,
        )
      },
      { params: byId, query: settings },
    )
    .post(
      paths.analysisFilesCheck.pattern,
      async ({ html, visit, params, request, set }) => {
        const study = await getStudyOf(db.read, memberOf(visit).id, params.id)
        const folder = await files.openIncoming()
        let chosen: string[] = []
        try {
          const form = await receiveAnalysisForm(request, folder, visit)
          const earlier = await findEarlier(db.read, study, Number(form.fields.from ?? 0))
          const home = files.study(study.userId, study.id)
          const extras = requestedExtras(form, earlier, ({ id }) =>
            files.analysis(study.userId, study.id, id),
          )
          chosen = Object.keys(extras)
          const task = { extras, models: await modelNamesOf(home) }
          const found = await checkExtras(deps.runCheck, study.userId, folder, task)
          return html(<FilesAnswer errors={{}} found={found} />)
        } catch (error) {
          const { errors } = faultsIn(error, {}, { request, set })
          set.status = 200 // an answer, not a form that was sent
          const isPremature = (field: string) =>
            extraFields.includes(field as ExtraField) && !chosen.includes(field)
          const told = Object.entries(errors).filter(([field]) => !isPremature(field))
          return html(<FilesAnswer errors={Object.fromEntries(told)} found={{}} />)
        } finally {
          await files.discard(folder)
        }
      },
      { parse: 'none', params: byId },
    )
}
