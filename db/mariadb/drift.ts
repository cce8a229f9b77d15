import { is } from 'drizzle-orm'
import { getTableConfig, SQLiteColumn, SQLiteDialect, type SQLiteTable } from 'drizzle-orm/sqlite-core'
import { compareSchemas } from '../compareSchemas.ts'
import { migrations } from '../migrations/index.ts'
import { executeOn } from '../server/client.ts'
import { tables } from '../tables.ts'
import { connect } from './client.ts'
import { collation, translateAll } from './translate.ts'

const ofOurs = "table_schema = database() and table_name not in ('migrations', 'commits')"

/** All that is in a database, in MariaDB's words: what it is called, and the text that must be the same. */
const everything = `
  select concat('table ', table_name), '' from information_schema.tables where ${ofOurs}
  union all
  select concat('column ', table_name, '.', column_name),
      concat_ws(' ', if(data_type in ('varchar', 'longtext'), 'text', data_type), if(is_nullable = 'NO', 'not null', null), collation_name)
    from information_schema.columns where ${ofOurs}
  union all
  select concat('index ', index_name, ' of ', table_name),
      concat_ws(' ', if(max(non_unique), null, 'unique'), group_concat(column_name order by seq_in_index))
    from information_schema.statistics where ${ofOurs} group by table_name, index_name
  union all
  select concat('rule ', constraint_name, ' of ', table_name), concat_ws(' ', referenced_table_name, delete_rule)
    from information_schema.referential_constraints where constraint_schema = database()
  union all
  select concat('rule ', constraint_name, ' of ', table_name), check_clause
    from information_schema.check_constraints where constraint_schema = database()
  union all
  select concat('trigger ', trigger_name, ' of ', event_object_table),
      concat_ws(' ', action_timing, event_manipulation, action_statement)
    from information_schema.triggers where trigger_schema = database()`

/**
 * How a database differs from what the program's tables should be. Empty when it is as it should be. There is no place to
 * run the migrations beside it, for people seldom let a program make databases.
 */
export async function findMariadbDrift(url: string): Promise<string[]> {
  const client = connect(url, 1)
  try {
    const rows = (await executeOn(client)(everything, [])) as [name: string, text: string][]
    const actual = new Map(rows.map(([name, text]) => [name, plain(text)]))
    const ideal = describeIdeal()
    // It makes an index of its own for a key to another table that has none.
    for (const name of ideal.keys())
      if (name.startsWith('rule ')) actual.delete(name.replace('rule', 'index'))
    return compareSchemas(ideal, actual)
  } finally {
    await client.close()
  }
}

const plain = (text: string) =>
  text.replace(/[`"]|, (?=')/g, found => (found === ', ' ? ',' : '')).toLowerCase()

function describeIdeal(): Map<string, string> {
  const found = [...tables.values()].flatMap(({ source }) => describeTable(source))
  const triggers = translateAll(migrations).flatMap(({ tables }) =>
    tables.flatMap(each => {
      const [, name, event, table, work] =
        each.match(/^CREATE TRIGGER IF NOT EXISTS (\w+) (BEFORE \w+) ON `(\w+)` FOR EACH ROW (.*)$/) ?? []
      return name ? [[`trigger ${name} of ${table}`, `${event} ${work}`] as const] : []
    }),
  )
  return new Map([...found, ...triggers].map(([name, text]) => [name, plain(text)]))
}

const types = new Map([
  ['integer', 'bigint'],
  ['real', 'double'],
])

function describeTable(source: SQLiteTable): (readonly [name: string, text: string])[] {
  const { name, columns, indexes, uniqueConstraints, foreignKeys, primaryKeys, checks } =
    getTableConfig(source)
  const list = (columns: readonly unknown[]) =>
    columns.flatMap(column => (is(column, SQLiteColumn) ? [column.name] : [])).join()
  const key = primaryKeys[0]?.columns ?? columns.filter(column => column.primary)
  return [
    [`table ${name}`, ''],
    ...columns.map(column => {
      const type = types.get(column.getSQLType())
      const required = column.notNull || column.primary ? ' not null' : ''
      return [
        `column ${name}.${column.name}`,
        type ? type + required : `text${required} ${collation}`,
      ] as const
    }),
    [`index PRIMARY of ${name}`, `unique ${list(key)}`],
    ...indexes.map(({ config }) => [`index ${config.name} of ${name}`, list(config.columns)] as const),
    ...uniqueConstraints.map(
      each => [`index ${each.name} of ${name}`, `unique ${list(each.columns)}`] as const,
    ),
    ...columns
      .filter(column => column.isUnique)
      .map(column => [`index ${column.name} of ${name}`, `unique ${column.name}`] as const),
    ...foreignKeys.map(each => {
      const { columns, foreignTable } = each.reference()
      return [
        `rule ${name}_${columns[0]!.name} of ${name}`,
        `${getTableConfig(foreignTable).name} ${each.onDelete}`,
      ] as const
    }),
    ...checks.map(
      each =>
        [
          `rule ${each.name} of ${name}`,
          new SQLiteDialect().sqlToQuery(each.value).sql.replace(/^"\w+"\./, ''),
        ] as const,
    ),
  ]
}
