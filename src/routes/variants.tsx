import { randomUUIDv7 } from 'bun'
import { Elysia } from 'elysia'
import { listAnalysesOfStudy } from '#db/analyses.ts'
import { resultsCsv, tableResults } from '#src/analyses/resultsTable.ts'
import { findVaried, submitSweep, sweptSettings } from '#src/analyses/sweep.ts'
import { settingFields } from '#src/method/fields.ts'
import { describeParameters } from '#src/method/parameters.ts'
import { getStudyOf } from '#src/studies/getStudy.ts'
import { inputsOf } from '#src/studies/inputs.ts'
import { ResultsTablePage } from '#views/analyses/resultsTable.tsx'
import { VariantsPage } from '#views/analyses/variants.tsx'
import type { FormState } from '#views/frame.ts'
import { paths } from '#views/paths.ts'
import { checkCsrf } from '../plugins/csrf.ts'
import type { Deps } from '../plugins/deps.ts'
import { download } from '../plugins/downloads.ts'
import { formOf, line, maybe } from '../plugins/forms.ts'
import { byId, faultsIn, pages, seeOther, withNewKey } from '../plugins/pages.ts'
import { memberOf } from '../plugins/session.ts'

/** An analysis once more for several values of a setting, and the results of a study in one table. */
export function variantRoutes(deps: Deps) {
  const { db, now } = deps

  async function propsOf(userId: number, id: number, form: FormState) {
    const { analysis, study, parameters } = await findVaried(db.read, userId, id)
    const texts = new Map(describeParameters(parameters).map(({ name, value }) => [name, value]))
    const curves = inputsOf(study).filter(({ input }) => input === 'curve')
    const settings = sweptSettings(1 + (parameters.more?.length ?? 0)).map(({ name, setting, curve }) => {
      const { label, unit, choices } = settingFields[setting] as (typeof settingFields)['cut']
      const told = curve ? `${label}, curve ${curve + 1}` : label
      return {
        ...{ name, unit, words: choices?.map(({ value }) => value), now: texts.get(told) },
        ...{ label, curve: curve === null ? undefined : (curves[curve]?.name ?? `curve ${curve + 1}`) },
      }
    })
    return {
      analysis: { id, name: analysis.name },
      study: { id: study.id, name: study.name },
      settings,
      form,
    }
  }

  const body = formOf({
    setting: line,
    values: line,
    setting2: maybe(line),
    values2: maybe(line),
    submitKey: line,
  })
  return new Elysia()
    .use(pages(deps))
    .get(
      paths.analysisVariants.pattern,
      async ({ html, frame, visit, params: { id } }) => {
        const form = { values: { submitKey: randomUUIDv7() }, errors: {} }
        return html(<VariantsPage frame={frame} {...(await propsOf(memberOf(visit).id, id, form))} />)
      },
      { params: byId },
    )
    .post(
      paths.analysisVariants.pattern,
      async ({ html, frame, visit, params: { id }, body, request, set }) => {
        checkCsrf(visit, body.csrf)
        const viewer = memberOf(visit)
        try {
          const started = await submitSweep(deps, viewer.user, id, body, now())
          return seeOther(paths.studyResults(started[0]!.studyId))
        } catch (error) {
          const form = faultsIn(error, withNewKey(error, body, 'submitKey'), { request, set })
          return html(<VariantsPage frame={frame} {...(await propsOf(viewer.id, id, form))} />)
        }
      },
      { params: byId, body },
    )
    .get(
      paths.studyResults.pattern,
      async ({ html, frame, visit, params: { id } }) => {
        const study = await getStudyOf(db.read, memberOf(visit).id, id)
        const table = tableResults(await listAnalysesOfStudy(db.read, id))
        return html(<ResultsTablePage frame={frame} study={study} table={table} />)
      },
      { params: byId },
    )
    .get(
      paths.studyResultsTable.pattern,
      async ({ visit, params: { id } }) => {
        await getStudyOf(db.read, memberOf(visit).id, id)
        const table = tableResults(await listAnalysesOfStudy(db.read, id))
        return download(resultsCsv(table), `study-${id}-results.csv`)
      },
      { params: byId },
    )
}
