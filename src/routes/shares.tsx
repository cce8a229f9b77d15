import { Elysia, t } from 'elysia'
import type { Analysis } from '#db/schema.ts'
import {
  getShareable,
  listShares,
  makeShare,
  shareDaysMax,
  sharedParts,
  withdrawShare,
} from '#src/analyses/shares.ts'
import { getStudyOf } from '#src/studies/getStudy.ts'
import { NewSharePage } from '#views/analyses/newShare.tsx'
import { SharesPage } from '#views/analyses/shares.tsx'
import type { FormState, Frame } from '#views/frame.ts'
import { paths } from '#views/paths.ts'
import { checkCsrf } from '../plugins/csrf.ts'
import type { Deps } from '../plugins/deps.ts'
import { formOf, line } from '../plugins/forms.ts'
import { byId, faultsIn, pages, seeOther } from '../plugins/pages.ts'
import { memberOf } from '../plugins/session.ts'

/** The links to one's result: the list, making one, withdrawing one. */
export function shareRoutes(deps: Deps) {
  const { db, now } = deps
  const opening: FormState = { values: { shows: 'files', shareDays: '30' }, errors: {} }

  async function page(frame: Frame, analysis: Analysis, form: FormState) {
    const study = await getStudyOf(db.read, analysis.userId, analysis.studyId)
    const shares = await listShares(db.read, analysis.userId, now(), analysis.id)
    return (
      <SharesPage
        frame={frame}
        study={study}
        analysis={analysis}
        form={form}
        shares={shares}
        daysMax={shareDaysMax}
      />
    )
  }

  return new Elysia()
    .use(pages(deps))
    .get(
      paths.analysisShares.pattern,
      async ({ html, frame, visit, params }) =>
        html(await page(frame, await getShareable(db.read, memberOf(visit).id, params.id), opening)),
      { params: byId },
    )
    .post(
      paths.analysisShares.pattern,
      async ({ html, frame, visit, params, body, request, set }) => {
        checkCsrf(visit, body.csrf)
        const { id: userId } = memberOf(visit)
        const analysis = await getShareable(db.read, userId, params.id)
        try {
          const wanted = { name: body.shareName, shows: body.shows, days: Number(body.shareDays) }
          const secret = await makeShare(db, userId, analysis.id, wanted, now())
          const study = await getStudyOf(db.read, userId, analysis.studyId)
          const link = visit.origin + paths.analysis(secret)
          return html(<NewSharePage frame={frame} study={study} analysis={analysis} link={link} />)
        } catch (error) {
          return html(await page(frame, analysis, faultsIn(error, body, { request, set })))
        }
      },
      {
        params: byId,
        body: formOf({ shareName: line, shows: t.UnionEnum([...sharedParts]), shareDays: line }),
      },
    )
    .post(
      paths.analysisShareWithdrawal.pattern,
      async ({ visit, params, body }) => {
        checkCsrf(visit, body.csrf)
        await withdrawShare(db, memberOf(visit).id, params.share, now())
        visit.say('share_withdrawn')
        return seeOther(paths.analysisShares(params.id))
      },
      { params: t.Object({ id: byId.properties.id, share: byId.properties.id }), body: formOf({}) },
    )
}
