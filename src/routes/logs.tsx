import { Elysia, t } from 'elysia'
import { checkAdministrationView } from '#src/accounts/permissions.ts'
import { levels, readLogs } from '#src/admin/readLogs.ts'
import { panelTables } from '#src/admin/tables.ts'
import { LogsPage } from '#views/admin/logs.tsx'
import { paths } from '#views/paths.ts'
import type { Deps } from '../plugins/deps.ts'
import { maybe, momentIn } from '../plugins/forms.ts'
import { pages } from '../plugins/pages.ts'

const linesPerPage = 100
const word = maybe(t.String({ maxLength: 100 }))

/** For administrators: what the web server and the workers wrote down. */
export function logRoutes(deps: Deps) {
  const { db, config, now } = deps
  return new Elysia().use(pages(deps)).get(
    paths.logs.pattern,
    async ({ html, frame, visit, query }) => {
      await checkAdministrationView(db.read, visit.viewer, now())
      const { text = '', id = '', since = '', until = '', before = '' } = query
      const level = levels.find(each => each === query.level) ?? 'info'
      const end = Math.min(Number(before) || Infinity, momentIn(until) ?? Infinity)
      const want = { level, text, id, since: momentIn(since) ?? 0, before: end }
      const lines = await readLogs(config.logs, want, linesPerPage)
      const asked = { level, text, id, since, until }
      const older =
        lines.length < linesPerPage ? undefined : paths.logs({ ...asked, before: lines.at(-1)!.at })
      return html(<LogsPage frame={frame} tables={panelTables} asked={asked} lines={lines} older={older} />)
    },
    { query: t.Object({ level: word, text: word, id: word, since: word, until: word, before: word }) },
  )
}
