import { appendAudit } from '#db/audit.ts'
import type { Tx } from '#db/index.ts'
import type { Row } from '#db/rows.ts'
import type { Json } from '#db/schema.ts'
import type { Viewer } from '../accounts/sessions.ts'
import type { PanelTable } from './tables.ts'

/** Writes a change of a row into the audit; of a row about a person the names of the columns and no value. */
export async function auditRowChange(
  tx: Tx,
  { id: actorId }: Viewer,
  action: string,
  table: PanelTable,
  id: string,
  { before, after, ...more }: { before?: Row; after?: Row; alsoGone?: Record<string, number> },
  at: number,
): Promise<void> {
  const held = table.isPersonal ? after && { columns: Object.keys(after) } : { before, after }
  const details = { ...held, ...more } as { [key: string]: Json }
  await appendAudit(tx, { at, actorId, action, subject: `${table.name}:${id}`, details })
}
