import { Elysia, t } from 'elysia'
import { type Analysis, isActive } from '#db/schema.ts'
import type { Viewer } from '#src/accounts/sessions.ts'
import { cancelAnalysis } from '#src/analyses/cancel.ts'
import { getAnalysisOf } from '#src/analyses/getAnalysis.ts'
import { methodOutcome } from '#src/analyses/methodOutcome.ts'
import { manifestOf, methodsFor } from '#src/analyses/methods.ts'
import { countUse } from '#src/analyses/openedShares.ts'
import { outcomeFacts, provisionalOf } from '#src/analyses/outcome.ts'
import { openPublicExample } from '#src/analyses/publicExample.ts'
import { adviceOnFailure, canPass } from '#src/analyses/reasons.ts'
import { removeAnalysis } from '#src/analyses/remove.ts'
import { rerunAnalysis } from '#src/analyses/rerun.ts'
import { createResultCache } from '#src/analyses/resultCache.ts'
import { hasFiles, type Shared } from '#src/analyses/shares.ts'
import { listSimulationsOf, simulationRow } from '#src/analyses/simulations.ts'
import { analysisStatus } from '#src/analyses/status.ts'
import { isBuiltIn, simulationMethod } from '#src/method/builtIn.ts'
import { FailedPage } from '#views/analyses/failed.tsx'
import { MethodResultPage } from '#views/analyses/methodResult.tsx'
import { drawResult, ResultPage, type ResultParts } from '#views/analyses/result.tsx'
import type { ChartChoice } from '#views/analyses/resultCharts.ts'
import { RunPage } from '#views/analyses/run.tsx'
import type { Frame } from '#views/frame.ts'
import { paths } from '#views/paths.ts'
import { chartChoice } from '../plugins/chartChoice.ts'
import { checkCsrf } from '../plugins/csrf.ts'
import type { Deps } from '../plugins/deps.ts'
import { formOf } from '../plugins/forms.ts'
import { byId, pages, seeOther } from '../plugins/pages.ts'
import { byResult, nameFor, sharedFor, shareFacts } from '../plugins/resultFor.ts'
import { memberOf, type Visit } from '../plugins/session.ts'

/** One analysis: running, failed, or its result; and its cancellation and deletion. */
export function analysisRoutes(deps: Deps) {
  const { config, db, files, now } = deps
  const drawn = createResultCache<ResultParts>(({ cards }) => 2 * cards.length)
  const query = t.Object(chartChoice)
  const confirmation = { params: byId, body: formOf({}) }

  /** What whoever has a link sees; opening it counts as one use. */
  async function sharedPage(frame: Frame, visit: Visit, id: string, choice: ChartChoice) {
    const shared = await sharedFor(deps, visit, id)
    const { analysis, study, shows } = shared
    await countUse(db, shared, visit.viewer, now())
    const folder = files.analysis(analysis.userId, study.id, analysis.id)
    const method = isBuiltIn(analysis) ? undefined : manifestOf(config, analysis, folder)
    const facts = {
      ...{ frame, study: null, shared: { ...shareFacts(shared), study: studyOfLink(shared, id) } },
      analysis: { ...outcomeFacts(analysis, method), id, name: nameFor(shared) },
    }
    const filesFor = <T,>(all: T[]) => (hasFiles(shows) ? all : [])
    if (!isBuiltIn(analysis)) {
      const { numbers, shown, files: outputs } = await methodOutcome(method, analysis, folder)
      const parts = shown.filter(({ kind }) => hasFiles(shows) || kind !== 'structure')
      const about = method ?? { name: analysis.method }
      const seen = { numbers, shown: parts, files: filesFor(outputs) }
      return <MethodResultPage {...facts} {...seen} method={about} />
    }
    const { files: outputs, ...parts } = await drawn(folder, { ...choice, id, shows }, (outcome, files) =>
      drawResult({ id, outcome, files: filesFor(files), choice }),
    )
    const checksums = shows === 'blinded' ? null : parts.checksums
    return <ResultPage {...facts} files={filesFor(outputs)} parts={{ ...parts, checksums }} />
  }

  /** The form that opens with the values of an analysis; null where its method is not offered any more. */
  function formAgain(viewer: Viewer, analysis: Analysis): string | null {
    const { id: from, studyId, method } = analysis
    if (isBuiltIn(analysis)) return paths.newAnalysis(studyId, { from })
    return methodsFor(config, viewer).has(method) ? paths.method(studyId, method, { from }) : null
  }

  /** Where the whole study is shared, the way to it. */
  const studyOfLink = (shared: Shared, address: string) =>
    shared.token.studyId === null
      ? null
      : { name: nameFor({ ...shared, analysis: null }), href: paths.study(address.replace(/\..*/, '')) }

  return new Elysia()
    .use(pages(deps))
    .get(
      paths.analysis.pattern,
      async ({ html, frame, visit, params: { id }, query }) => {
        if (typeof id === 'string') return html(await sharedPage(frame, visit, id, query))
        const viewer = memberOf(visit)
        const { analysis, study } = await getAnalysisOf(db.read, viewer.id, id)
        const { state } = analysis
        const folder = files.analysis(viewer.id, study.id, analysis.id)
        const method = isBuiltIn(analysis) ? undefined : manifestOf(config, analysis, folder)
        const facts = { frame, study, analysis: outcomeFacts(analysis, method) }
        if (isActive(state))
          return html(
            <RunPage
              frame={frame}
              study={study}
              status={await analysisStatus(db.read, config, analysis, now())}
              provisional={await provisionalOf(files, analysis)}
              example={study.example ? (await openPublicExample()).outcome : undefined}
            />,
          )
        if (state !== 'done') {
          const { sentence, advice } = adviceOnFailure(analysis)
          return html(
            <FailedPage
              {...facts}
              analysis={{
                ...facts.analysis,
                state,
                reason: sentence,
                advice,
                canPass: canPass(analysis.reason),
              }}
              again={formAgain(viewer, analysis)}
            />,
          )
        }
        if (!isBuiltIn(analysis)) {
          const told = await methodOutcome(method, analysis, folder)
          const about = method ?? { name: analysis.method }
          return html(
            <MethodResultPage {...facts} {...told} method={about} again={formAgain(viewer, analysis)} />,
          )
        }
        const { files: outputs, ...parts } = await drawn(folder, query, (outcome, files) =>
          drawResult({ id: analysis.id, study: study.id, outcome, files, choice: query }),
        )
        const simulations = (await listSimulationsOf(db.read, analysis)).map(simulationRow)
        const canSimulate = methodsFor(config, viewer).has(simulationMethod)
        return html(<ResultPage {...facts} files={outputs} parts={parts} {...{ simulations, canSimulate }} />)
      },
      { params: byResult, query },
    )
    .post(
      paths.analysisCancellation.pattern,
      async ({ visit, params, body }) => {
        checkCsrf(visit, body.csrf)
        await cancelAnalysis(db, memberOf(visit).id, params.id, now())
        return seeOther(paths.analysis(params.id))
      },
      confirmation,
    )
    .post(
      paths.analysisRepetition.pattern,
      async ({ visit, params, body }) => {
        checkCsrf(visit, body.csrf)
        const { user } = memberOf(visit)
        return seeOther(paths.analysis((await rerunAnalysis(deps, user, params.id, now())).id))
      },
      confirmation,
    )
    .post(
      paths.analysisDeletion.pattern,
      async ({ visit, params, body }) => {
        checkCsrf(visit, body.csrf)
        await removeAnalysis(deps, memberOf(visit).id, params.id, now())
        return seeOther(paths.studies())
      },
      confirmation,
    )
}
