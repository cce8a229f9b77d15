import { getTableConfig } from 'drizzle-orm/sqlite-core'
import { findServerFault, sqliteCode } from './errors.ts'
import { tables } from './tables.ts'

/** The columns of the unique rule that a write broke, such as "studies.user_id, studies.name". */
export function brokenUniqueRule(error: unknown): string | undefined {
  const { errno, table, detail = '', message = '' } = findServerFault(error) ?? {}
  if (errno === '23505') {
    const [, columns = ''] = detail.match(/^Key \(([^)]*)\)/) ?? []
    return columns.replace(/\w+/g, column => `${table}.${column}`)
  }
  if (errno === '1062') return columnsOfKey(error, message)
  for (let at = error; at instanceof Error; at = at.cause) {
    const [, columns] = at.message.match(/^UNIQUE constraint failed: (.+)$/) ?? []
    if (columns) return columns
  }
  return undefined
}

/** MariaDB names a key, which is called like its only column unless it has a name of its own, and no table. */
function columnsOfKey(error: unknown, message: string): string {
  const [, key = ''] = message.match(/for key '(?:\w+\.)?(\w+)'$/) ?? []
  const [, name = ''] =
    String((error as { query?: string }).query).match(/(?:insert into|update) `(\w+)`/) ?? []
  const table = tables.get(name)
  const rule = table && getTableConfig(table.source).uniqueConstraints.find(each => each.name === key)
  const columns = key === 'PRIMARY' ? table?.key.map(({ source }) => source.name) : undefined
  return (rule?.columns.map(column => column.name) ?? columns ?? [key])
    .map(each => `${name}.${each}`)
    .join(', ')
}

/** True when a write names a row elsewhere that is not there. */
export const breaksReference = (error: unknown): boolean =>
  sqliteCode(error) === 'SQLITE_CONSTRAINT_FOREIGNKEY' ||
  /^(23503|1452)$/.test(findServerFault(error)?.errno ?? '')
