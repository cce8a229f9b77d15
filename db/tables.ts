import { getColumns, is } from 'drizzle-orm'
import { type AnySQLiteColumn, getTableConfig, SQLiteTable } from 'drizzle-orm/sqlite-core'
import * as schema from './schema.ts'

/** What the schema itself tells about a table: enough to list, show and edit its rows. */
export interface Table {
  /** As in the database. */
  name: string
  source: SQLiteTable
  /** Without secrets and hashes: those never leave the database this way. */
  columns: Column[]
  /** The columns of the primary key. */
  key: Column[]
}

export interface Column {
  name: string
  source: AnySQLiteColumn
  kind: 'text' | 'number' | 'time' | 'flag' | 'choice' | 'data'
  /** Of a choice. */
  options: readonly string[]
  /** Of a number: no fractions. */
  isWhole: boolean
  required: boolean
  hasDefault: boolean
  /** The table whose row it names, and what becomes of this row when that one goes. */
  refersTo?: { table: string; onDelete: 'cascade' | 'set null' }
}

const isSecret = (name: string) => /hash|secret|credential/i.test(name)

/** Every table of the schema by its name. */
export const tables: ReadonlyMap<string, Table> = new Map(
  Object.values(schema)
    .filter(each => is(each, SQLiteTable))
    .map(source => {
      const table = readTable(source)
      return [table.name, table]
    }),
)

function readTable(source: SQLiteTable): Table {
  const { name, primaryKeys, foreignKeys } = getTableConfig(source)
  const references = foreignKeys.map(each => ({ ...each.reference(), onDelete: each.onDelete }))
  const columns = Object.entries<AnySQLiteColumn>(getColumns(source))
    .filter(([name]) => !isSecret(name))
    .map(([name, column]): Column => {
      const reference = references.find(each => each.columns.includes(column))
      return {
        name,
        source: column,
        kind: kindOf(name, column),
        options: column.enumValues ?? [],
        isWhole: column.dataType.includes('int'),
        required: column.notNull,
        hasDefault: column.hasDefault,
        refersTo: reference && {
          table: getTableConfig(reference.foreignTable).name,
          onDelete: reference.onDelete === 'cascade' ? 'cascade' : 'set null',
        },
      }
    })
  const keySources =
    primaryKeys[0]?.columns ?? columns.map(({ source }) => source).filter(each => each.primary)
  return { name, source, columns, key: columns.filter(column => keySources.includes(column.source)) }
}

/** A moment is a number to the database; its name tells, for times end in `At`. */
function kindOf(name: string, { dataType, enumValues }: AnySQLiteColumn): Column['kind'] {
  if (enumValues) return 'choice'
  if (dataType.startsWith('boolean')) return 'flag'
  if (dataType.startsWith('number')) return /(^at|At)$/.test(name) ? 'time' : 'number'
  return dataType.startsWith('object') ? 'data' : 'text'
}
