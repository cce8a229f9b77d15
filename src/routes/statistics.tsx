import { Elysia, t } from 'elysia'
import { checkAdministration, checkAdministrationView } from '#src/accounts/permissions.ts'
import { findStatistics, statisticsTables, writeStatistics } from '#src/admin/statistics.ts'
import { panelTables } from '#src/admin/tables.ts'
import { StatisticsPage } from '#views/admin/statistics.tsx'
import { paths } from '#views/paths.ts'
import { notFound } from '../errors.ts'
import type { Deps } from '../plugins/deps.ts'
import { download } from '../plugins/downloads.ts'
import { pages } from '../plugins/pages.ts'

/** For administrators: how the site was used, as a page and as CSV. */
export function statisticsRoutes(deps: Deps) {
  const { db, now } = deps
  return new Elysia()
    .use(pages(deps))
    .get(paths.statistics.pattern, async ({ html, frame, visit }) => {
      await checkAdministrationView(db.read, visit.viewer, now())
      const statistics = await findStatistics(db.read, now())
      return html(<StatisticsPage frame={frame} tables={panelTables} statistics={statistics} />)
    })
    .get(
      paths.statisticsCsv.pattern,
      async ({ visit, params }) => {
        await checkAdministration(db.read, visit.viewer, now())
        const table = statisticsTables.find(each => each === params.table)
        if (!table) throw notFound('table')
        return download(writeStatistics(await findStatistics(db.read, now()), table), `${table}.csv`)
      },
      { params: t.Object({ table: t.String({ maxLength: 40 }) }) },
    )
}
