import { Elysia } from 'elysia'
import { listAnalysesOfStudy } from '#db/analyses.ts'
import type { Study } from '#db/schema.ts'
import { isGuest } from '#src/accounts/guests.ts'
import { may } from '#src/accounts/permissions.ts'
import { methodsFor, readMethods } from '#src/analyses/methods.ts'
import { countUse } from '#src/analyses/openedShares.ts'
import { listSharedResults, takeOver } from '#src/analyses/shares.ts'
import { isBuiltIn, seriesMethod, simulationMethod } from '#src/method/builtIn.ts'
import { getStudyOf } from '#src/studies/getStudy.ts'
import { curveCountOf, libraryNameOf } from '#src/studies/inputs.ts'
import { readInspection } from '#src/studies/inspection.ts'
import { analysisRow, studyRow } from '#src/studies/rows.ts'
import type { Frame } from '#views/frame.ts'
import { paths } from '#views/paths.ts'
import { SharedStudyPage } from '#views/studies/sharedStudy.tsx'
import { StudyPage } from '#views/studies/show.tsx'
import { AppError, notFound } from '../errors.ts'
import { checkCsrf } from '../plugins/csrf.ts'
import type { Deps } from '../plugins/deps.ts'
import { formOf } from '../plugins/forms.ts'
import { faultsIn, pages, seeOther } from '../plugins/pages.ts'
import { byResult, nameFor, sharedStudyFor, shareFacts } from '../plugins/resultFor.ts'
import { memberOf, type Visit } from '../plugins/session.ts'

/** One study, for its owner or for whoever has a link to it; and taking it over. */
export function studyRoutes(deps: Deps) {
  const { config, db, files, now } = deps

  /** What whoever has a link to a study sees; opening it counts as one use. @throws AppError not_found */
  async function sharedPage(frame: Frame, visit: Visit, address: string, problem?: string) {
    const shared = await sharedStudyFor(deps, visit, address)
    const { study, owner, shows } = shared
    await countUse(db, shared, visit.viewer, now())
    const isBlinded = shows === 'blinded'
    const results = (await listSharedResults(db.read, shared)).map((analysis, index) => ({
      id: analysis.id,
      name: nameFor({ ...shared, analysis }) + (isBlinded ? ` ${index + 1}` : ''),
      finishedAt: new Date(analysis.finishedAt ?? analysis.createdAt),
    }))
    return (
      <SharedStudyPage
        frame={frame}
        address={address}
        study={{
          name: nameFor(shared),
          models: study.details?.models ?? 0,
          points: study.details?.points ?? 0,
        }}
        method={
          isBuiltIn(study) ? undefined : (readMethods(config).known.get(study.method)?.title ?? study.method)
        }
        shared={shareFacts(shared)}
        results={results}
        inspection={
          isBlinded ? null : await readInspection(files.study(owner.id, study.id), libraryNameOf(study))
        }
        isHandedOver={shows === 'handOver'}
        problem={problem}
      />
    )
  }

  return new Elysia()
    .use(pages(deps))
    .get(
      paths.study.pattern,
      async ({ html, frame, visit, params: { id } }) => {
        if (typeof id === 'string') return html(await sharedPage(frame, visit, id))
        const viewer = memberOf(visit)
        const study = await getStudyOf(db.read, viewer.id, id)
        const analyses = await listAnalysesOfStudy(db.read, study.id)
        const { known } = readMethods(config)
        const offered = methodsFor(config, viewer)
        return html(
          <StudyPage
            frame={frame}
            study={studyRow(study, analyses)}
            method={known.get(study.method)?.title}
            isOffered={isBuiltIn(study) || offered.has(study.method)}
            canSimulate={isBuiltIn(study) && offered.has(simulationMethod)}
            anew={offered.has(seriesMethod) ? anewOf(study) : undefined}
            analyses={analyses.map(analysis => analysisRow(analysis, study, known))}
            inspection={await readInspection(files.study(viewer.id, study.id), libraryNameOf(study))}
          />,
        )
      },
      { params: byResult },
    )
    .post(
      paths.studyTakeover.pattern,
      async ({ html, frame, visit, params: { id }, body, request, set }) => {
        checkCsrf(visit, body.csrf)
        const viewer = memberOf(visit)
        if (!may(viewer, 'study'))
          throw new AppError('forbidden', 'Your account may not have studies of its own.')
        if (typeof id === 'number') throw notFound('link')
        const shared = await sharedStudyFor(deps, visit, id)
        if (isGuest(viewer.user)) throw new AppError('forbidden', 'Sign in to take this study over.')
        try {
          await takeOver(deps, shared, viewer.user, now())
        } catch (error) {
          const { errors } = faultsIn(error, {}, { request, set })
          return html(await sharedPage(frame, visit, id, errors['']))
        }
        visit.say('study_taken_over')
        return seeOther(paths.study(shared.study.id))
      },
      { params: byResult, body: formOf({}) },
    )
}

/** What else the curves of a study can be analysed as: see src/studies/curvesAnew.ts. */
function anewOf(study: Study) {
  if (study.method === seriesMethod) return 'study'
  return curveCountOf(study) > 1 ? 'series' : undefined
}
