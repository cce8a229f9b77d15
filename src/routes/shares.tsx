import { Elysia, t } from 'elysia'
import type { Reader } from '#db/index.ts'
import {
  getShareable,
  listShares,
  makeShare,
  type Shareable,
  type SharedPart,
  shareDaysMax,
  sharedParts,
  sharedPartsOfStudy,
  withdrawShare,
} from '#src/analyses/shares.ts'
import { getStudyOf } from '#src/studies/getStudy.ts'
import { crumbsToAnalysis, crumbsToStudy } from '#views/analyses/crumbs.ts'
import { NewSharePage } from '#views/analyses/newShare.tsx'
import { type SharedThing, SharesPage } from '#views/analyses/shares.tsx'
import type { FormState, Frame } from '#views/frame.ts'
import { paths } from '#views/paths.ts'
import { dayMs } from '../durations.ts'
import { checkCsrf } from '../plugins/csrf.ts'
import type { Deps } from '../plugins/deps.ts'
import { formOf, line } from '../plugins/forms.ts'
import { byId, faultsIn, pages, seeOther } from '../plugins/pages.ts'
import { memberOf } from '../plugins/session.ts'

/** What can be shared, with its pages. */
interface Kind {
  shares: typeof paths.studyShares | typeof paths.analysisShares
  withdrawal: typeof paths.studyShareWithdrawal | typeof paths.analysisShareWithdrawal
  /** Where a link leads. */
  page: typeof paths.study | typeof paths.analysis
  parts: readonly [SharedPart, ...SharedPart[]]
  /** One of theirs. @throws AppError not_found */
  find(
    db: Reader,
    userId: number,
    id: number,
  ): Promise<{ target: Shareable } & Omit<SharedThing, 'shares' | 'withdrawal'>>
}

const studies: Kind = {
  shares: paths.studyShares,
  withdrawal: paths.studyShareWithdrawal,
  page: paths.study,
  parts: [...sharedPartsOfStudy],
  async find(db, userId, id) {
    const study = await getStudyOf(db, userId, id)
    return { target: { study: id }, what: 'study', crumbs: crumbsToStudy(study) }
  },
}

const results: Kind = {
  shares: paths.analysisShares,
  withdrawal: paths.analysisShareWithdrawal,
  page: paths.analysis,
  parts: [...sharedParts],
  async find(db, userId, id) {
    const analysis = await getShareable(db, userId, id)
    const study = await getStudyOf(db, userId, analysis.studyId)
    return { target: { analysis: id }, what: 'result', crumbs: crumbsToAnalysis(study, analysis) }
  },
}

export const shareRoutes = (deps: Deps) =>
  new Elysia().use(linksTo(deps, studies)).use(linksTo(deps, results))

/** The links to one's studies, or to one's results: the list, making one, withdrawing one. */
function linksTo(deps: Deps, { shares, withdrawal, page, parts, find }: Kind) {
  const { db, now } = deps
  const opening: FormState = { values: { shows: 'files', shareDays: '30' }, errors: {} }

  async function thingOf(userId: number, id: number) {
    const { target, ...facts } = await find(db.read, userId, id)
    const ways = { shares: shares(id), withdrawal: (share: number) => withdrawal(id, String(share)) }
    return { userId, target, thing: { ...facts, ...ways } }
  }

  async function list(
    frame: Frame,
    { userId, target, thing }: Awaited<ReturnType<typeof thingOf>>,
    form: FormState,
  ) {
    const links = await listShares(db.read, userId, now(), target)
    return <SharesPage frame={frame} thing={thing} form={form} shares={links} daysMax={shareDaysMax} />
  }

  return new Elysia()
    .use(pages(deps))
    .get(
      shares.pattern,
      async ({ html, frame, visit, params }) =>
        html(await list(frame, await thingOf(memberOf(visit).id, params.id), opening)),
      { params: byId },
    )
    .post(
      shares.pattern,
      async ({ html, frame, visit, params, body, request, set }) => {
        checkCsrf(visit, body.csrf)
        const found = await thingOf(memberOf(visit).id, params.id)
        const { userId, target, thing } = found
        try {
          const wanted = { name: body.shareName, shows: body.shows, days: Number(body.shareDays) }
          const secret = await makeShare(db, userId, target, wanted, now())
          const until = new Date(now() + wanted.days * dayMs)
          return html(
            <NewSharePage frame={frame} thing={thing} link={visit.origin + page(secret)} until={until} />,
          )
        } catch (error) {
          return html(await list(frame, found, faultsIn(error, body, { request, set })))
        }
      },
      { params: byId, body: formOf({ shareName: line, shows: t.UnionEnum([...parts]), shareDays: line }) },
    )
    .post(
      withdrawal.pattern,
      async ({ visit, params, body }) => {
        checkCsrf(visit, body.csrf)
        await withdrawShare(db, memberOf(visit).id, params.share, now())
        visit.say('share_withdrawn')
        return seeOther(shares(params.id))
      },
      { params: t.Object({ id: byId.properties.id, share: byId.properties.id }), body: formOf({}) },
    )
}
