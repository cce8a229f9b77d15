import { type AnalysisValues, listAnalysisFactsOf } from '#db/analyses.ts'
import { listOpenDraftsOf } from '#db/drafts.ts'
import type { Reader } from '#db/index.ts'
import type { State, User } from '#db/schema.ts'
import { listStudiesOf } from '#db/studies.ts'
import { readMethods } from '../analyses/methods.ts'
import type { Config } from '../config.ts'
import { limitsOf } from './allowance.ts'
import { analysisRow, studyRow } from './rows.ts'

/** What of their things a person wants to see. */
export interface StudiesFilter {
  /** Part of a name, of a study or an analysis. */
  search?: string
  state?: State
  sort?: Sort
  /** Of the analyses, counted from 1. */
  page?: number
}

export const sorts = ['newest', 'oldest', 'name', 'study', 'state'] as const
export type Sort = (typeof sorts)[number]

const rowsPerPage = 50

/** Everything that is a person's own, in three queries however much it is. */
export async function readStudiesPage(
  db: Reader,
  user: User,
  config: Config,
  filter: StudiesFilter,
  now: number,
) {
  const studies = await listStudiesOf(db, user.id)
  const nameOf = new Map(studies.map(study => [study.id, study.name]))
  // A study may have gone between the two looks, with all that was its.
  const analyses = (await listAnalysisFactsOf(db, user.id)).filter(each => nameOf.has(each.studyId))
  const drafts = await listOpenDraftsOf(db, user.id, now)
  const limits = limitsOf(user, config)
  const byStudy = Map.groupBy(analyses, analysis => analysis.studyId)

  const found = analyses
    .filter(({ name, studyId, state }) => {
      const isWanted = filter.state === undefined || filter.state === state
      return isWanted && (holds(name, filter.search) || holds(nameOf.get(studyId)!, filter.search))
    })
    .sort(orderOf(filter.sort ?? 'newest', nameOf))
  const pages = Math.max(1, Math.ceil(found.length / rowsPerPage))
  const page = Math.min(Math.max(1, filter.page ?? 1), pages)
  const bytes = [
    ...studies.map(study => study.bytes + study.cacheBytes),
    ...analyses.map(analysis => analysis.outputBytes ?? 0),
    ...drafts.map(draft => draft.bytes),
  ].reduce((sum, each) => sum + each, 0)

  const { known } = readMethods(config)
  return {
    studies: studies
      .filter(({ id, name }) =>
        [name, ...(byStudy.get(id) ?? []).map(analysis => analysis.name)].some(each =>
          holds(each, filter.search),
        ),
      )
      .map(study => studyRow(study, byStudy.get(study.id) ?? [])),
    drafts: drafts.map(({ id, name, state, bytes, expiresAt }) => {
      return { id, name, state, bytes, expiresAt: new Date(expiresAt) }
    }),
    analyses: found
      .slice((page - 1) * rowsPerPage, page * rowsPerPage)
      .map(({ parameters, progress, studyId, ...rest }) =>
        analysisRow(
          { ...rest, parameters: JSON.parse(parameters), progress: progress && JSON.parse(progress) },
          { id: studyId, name: nameOf.get(studyId)! },
          known,
        ),
      ),
    found: { analyses: found.length, page, pages },
    limits: {
      studies: { used: studies.length, limit: limits.studiesMax },
      analyses: { used: analyses.length, limit: limits.analysesMax },
      bytes,
      bytesMax: limits.storageBytesMax,
    },
  }
}

const holds = (text: string, part = '') => text.toLowerCase().includes(part.trim().toLowerCase())

function orderOf(sort: Sort, nameOf: Map<number, string>) {
  const { compare } = names
  const orders: Record<Sort, (a: AnalysisValues, b: AnalysisValues) => number> = {
    newest: (a, b) => b.id - a.id,
    oldest: (a, b) => a.id - b.id,
    name: (a, b) => compare(a.name, b.name),
    study: (a, b) => compare(nameOf.get(a.studyId)!, nameOf.get(b.studyId)!) || b.id - a.id,
    state: (a, b) => compare(a.state, b.state) || b.id - a.id,
  }
  return orders[sort]
}

const names = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })
