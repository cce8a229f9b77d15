import { compareSchemas } from '../compareSchemas.ts'
import { migrations } from '../migrations/index.ts'
import { executeOn, rollBack } from '../server/client.ts'
import type { Execute } from '../server/server.ts'
import { connect } from './client.ts'
import { textOf } from './migrate.ts'

/** All that is in a schema, in PostgreSQL's own words: what it is called, and the text that must be the same. */
const everything = `
  select 'table ' || relname, '' from pg_class where relnamespace = $1::text::regnamespace and relkind = 'r'
  union all
  select 'column ' || relname || '.' || attname, concat_ws(' ', format_type(atttypid, atttypmod), collname, attnotnull, attidentity,
      pg_get_expr(adbin, adrelid))
    from pg_attribute join pg_class c on c.oid = attrelid and relkind = 'r' left join pg_attrdef on adrelid = attrelid and adnum = attnum
      left join pg_collation co on co.oid = attcollation
    where relnamespace = $1::text::regnamespace and attnum > 0 and not attisdropped
  union all
  select 'index ' || indexname || ' of ' || tablename, indexdef from pg_indexes where schemaname = $1::text
  union all
  select 'rule ' || conname || ' of ' || relname, pg_get_constraintdef(o.oid)
    from pg_constraint o join pg_class c on c.oid = conrelid where relnamespace = $1::text::regnamespace
  union all
  select 'trigger ' || tgname || ' of ' || relname, pg_get_triggerdef(t.oid) || prosrc || tgenabled::text
    from pg_trigger t join pg_class c on c.oid = tgrelid join pg_proc p on p.oid = tgfoid where relnamespace = $1::text::regnamespace and not tgisinternal`

/**
 * How a database differs from what the migrations make: they are run beside it, in a schema that is taken back. Empty
 * when it is as it should be.
 */
export async function findPostgresDrift(url: string): Promise<string[]> {
  const client = connect(url, 1, 5000)
  const connection = await client.reserve()
  try {
    await connection.unsafe('begin').simple()
    const execute = executeOn(connection)
    const actual = await describe(execute)
    await connection
      .unsafe('create schema bioce_ideal; set local search_path to bioce_ideal, pg_catalog')
      .simple()
    await connection.unsafe(textOf(migrations, 0)).simple()
    return compareSchemas(await describe(execute), actual)
  } finally {
    await rollBack(connection)
    connection.release()
    await client.close()
  }
}

async function describe(execute: Execute): Promise<Map<string, string>> {
  const [[schema] = []] = await execute('select current_schema()', [])
  const rows = (await execute(everything, [schema])) as [name: string, text: string][]
  return new Map(rows.map(([name, text]) => [name, text.replaceAll(`${schema}.`, '')]))
}
