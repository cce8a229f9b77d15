import { Elysia, t } from 'elysia'
import { listAnalysesOfStudy } from '#db/analyses.ts'
import type { Analysis } from '#db/schema.ts'
import { methodOutcome } from '#src/analyses/methodOutcome.ts'
import { manifestOf } from '#src/analyses/methods.ts'
import { readOutcome } from '#src/analyses/outcome.ts'
import { isBuiltIn } from '#src/method/builtIn.ts'
import { describeAnalysis } from '#src/method/parameters.ts'
import { getStudyOf } from '#src/studies/getStudy.ts'
import { ComparisonPage } from '#views/analyses/comparison.tsx'
import { MethodsCompared } from '#views/analyses/methodComparison.tsx'
import { Compared } from '#views/analyses/resultsCompared.tsx'
import { paths } from '#views/paths.ts'
import { notFound } from '../errors.ts'
import type { Deps } from '../plugins/deps.ts'
import { byId, pages } from '../plugins/pages.ts'
import { memberOf } from '../plugins/session.ts'

/** Two finished analyses of a study by one method side by side: the chosen ones, or the last two. */
export function comparisonRoutes(deps: Deps) {
  const { config, db, files } = deps
  const chosenId = t.Optional(byId.properties.id)

  const folderOf = ({ userId, studyId, id }: Analysis) => files.analysis(userId, studyId, id)
  const factsOf = ({ id, name }: Analysis) => ({ id, name })

  async function resultOf(analysis: Analysis) {
    const parameters = describeAnalysis(analysis, undefined)
    return { ...factsOf(analysis), parameters, ...(await readOutcome(folderOf(analysis))) }
  }

  async function methodResultOf(analysis: Analysis) {
    const folder = folderOf(analysis)
    const manifest = manifestOf(config, analysis, folder)
    const { numbers, shown } = await methodOutcome(manifest, analysis, folder)
    const version = { name: 'Version', value: analysis.methodVersion ?? '–' }
    const parameters = [...describeAnalysis(analysis, manifest), version]
    return { ...factsOf(analysis), parameters, numbers, shown }
  }

  return new Elysia().use(pages(deps)).get(
    paths.comparison.pattern,
    async ({ html, frame, visit, params, query }) => {
      const viewer = memberOf(visit)
      const study = await getStudyOf(db.read, viewer.id, params.id)
      const all = await listAnalysesOfStudy(db.read, study.id)
      const finished = all.filter(({ state }) => state === 'done')
      const find = (id: number) => {
        const found = finished.find(each => each.id === id)
        if (!found) throw notFound('analysis')
        return found
      }
      const method = methodOf(query.a ?? query.b, finished, find)
      const done = finished.filter(each => each.method === method)
      const chosen = (wanted: number | undefined, other: number | undefined) => {
        const found = wanted === undefined ? done.find(({ id }) => id !== other) : find(wanted)
        if (found && found.method !== method) throw notFound('analysis')
        return found
      }
      const b = chosen(query.b, query.a)
      const a = chosen(query.a, b?.id)
      const pair = a && b ? ([a, b] as const) : undefined
      return html(
        <ComparisonPage
          frame={frame}
          study={study}
          choices={done.map(factsOf)}
          chosen={pair ? [pair[0].id, pair[1].id] : null}
        >
          {pair === undefined ? (
            ''
          ) : isBuiltIn(pair[0]) ? (
            <Compared sides={[await resultOf(pair[0]), await resultOf(pair[1])]} />
          ) : (
            <MethodsCompared sides={[await methodResultOf(pair[0]), await methodResultOf(pair[1])]} />
          )}
        </ComparisonPage>,
      )
    },
    { params: byId, query: t.Object({ a: chosenId, b: chosenId }) },
  )
}

/** That of the chosen analysis, else the one that has two, the last before the others. */
function methodOf(chosen: number | undefined, finished: Analysis[], find: (id: number) => Analysis) {
  if (chosen !== undefined) return find(chosen).method
  const counted = Map.groupBy(finished, ({ method }) => method)
  return ([...counted].find(([, analyses]) => analyses.length > 1) ?? [...counted][0])?.[0]
}
