import type { Migration } from '../migrations/index.ts'

/** A migration as MariaDB has it. */
export interface Steps {
  name: string
  /** Each is whole or not at all, and does nothing where it was done before. */
  tables: string[]
  /** What is done to rows after that, in one transaction. */
  rows: string[]
}

/** With utf8mb4_bin "a" and "a " would be one name. */
export const collation = 'utf8mb4_nopad_bin'
export const made = `ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=${collation}`

/**
 * Migrations as MariaDB has them. They are written once, in SQLite's words, and make the same tables everywhere. A text in a
 * key has an end here: after 700 characters where it alone is unique, else after 255. Of a text that gets into a key in
 * a later migration, the key has the beginning.
 * @throws Error one holds words that are not known here, or changes tables after rows
 */
export function translateAll(migrations: readonly Migration[]): Steps[] {
  const long = new Set<string>()
  const tableOf = new Map<string, string>()
  return migrations.map(({ name, sql }) => {
    const statements = statementsOf(sql)
    const short = new Set(statements.flatMap(textsInKeys))
    const [tables, references, rows]: [string[], string[], string[]] = [[], [], []]

    function column(table: string, definition: string): string {
      const [, own, type, rest, other] = definition.match(/^(\w+) (\w+)(.*?)( REFERENCES .*)?$/)!
      if (other) references.push(refer(table, own!, other))
      return `\`${own}\` ${typeOf(`${table}.${own}`, type!, rest!)}${rest!.replace(' AUTOINCREMENT', ' AUTO_INCREMENT')}`
    }

    function typeOf(column: string, type: string, rest: string): string {
      if (type !== 'text') return { integer: 'bigint', real: 'double' }[type]!
      if (/UNIQUE|PRIMARY KEY/.test(rest)) return 'varchar(700)'
      if (short.has(column)) return 'varchar(255)'
      long.add(column)
      return 'longtext'
    }

    function createTable(table: string, body: string): string {
      const kept = partsOf(body).flatMap(line => {
        const [, own, other] = line.match(/^FOREIGN KEY \((\w+)\)(.*)$/) ?? []
        if (own) references.push(refer(table, own, other!))
        if (own) return []
        return line.startsWith('CONSTRAINT') ? [line] : [column(table, line)]
      })
      return `CREATE TABLE IF NOT EXISTS \`${table}\` (${kept.join(', ')}) ${made}`
    }

    function createIndex(unique: string, index: string, table: string, list: string): string {
      tableOf.set(index, table)
      const part = (name: string) => (long.has(`${table}.${name}`) ? `\`${name}\`(191)` : `\`${name}\``)
      return `CREATE ${unique}INDEX IF NOT EXISTS ${index} ON \`${table}\` (${namesIn(list).map(part).join(', ')})`
    }

    for (const statement of statements) {
      const find = (pattern: RegExp) => statement.match(pattern)?.slice(1) as [string, string, string, string]
      const table = find(/^CREATE TABLE (\w+) \(([\s\S]*)\)$/)
      const index = find(/^CREATE (UNIQUE )?INDEX (\w+) ON (\w+) \((.*)\)$/)
      const added = find(/^ALTER TABLE (\w+) ADD COLUMN (.*)$/)
      const dropped = find(/^DROP INDEX (\w+)$/)
      const removed = find(/^ALTER TABLE (\w+) DROP (COLUMN|CONSTRAINT) (\w+)$/)
      const trigger = find(
        /^CREATE TRIGGER (\w+) BEFORE (UPDATE|DELETE) ON (\w+) BEGIN SELECT raise\(ABORT, ('[^']*')\); END$/,
      )
      if (/^(INSERT|UPDATE|DELETE) /.test(statement)) rows.push(quoteTables(statement))
      else if (rows.length > 0) throw new Error(`${name}: on MariaDB tables cannot be changed after rows.`)
      else if (table) tables.push(createTable(table[0], table[1]))
      else if (index) tables.push(createIndex(index[0] ?? '', index[1], index[2], index[3]))
      else if (added)
        tables.push(`ALTER TABLE \`${added[0]}\` ADD COLUMN IF NOT EXISTS ${column(added[0], added[1])}`)
      else if (dropped) tables.push(`DROP INDEX IF EXISTS ${dropped[0]} ON \`${tableOf.get(dropped[0])}\``)
      else if (removed)
        tables.push(`ALTER TABLE \`${removed[0]}\` DROP ${removed[1]} IF EXISTS \`${removed[2]}\``)
      else if (trigger)
        tables.push(
          `CREATE TRIGGER IF NOT EXISTS ${trigger[0]} BEFORE ${trigger[1]} ON \`${trigger[2]}\` FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = ${trigger[3]}`,
        )
      else throw new Error(`${name}: what MariaDB has for this is not known: ${statement}`)
    }
    return { name, tables: [...tables, ...references], rows }
  })
}

/** A table may be called by a word of MariaDB's own. */
const quoteTables = (text: string) => text.replace(/\b(INTO|UPDATE|FROM|JOIN|REFERENCES) (\w+)/g, '$1 `$2`')

/** Keys to other tables are made last: the other one may come after. */
const refer = (table: string, column: string, other: string) =>
  `ALTER TABLE \`${table}\` ADD CONSTRAINT ${table}_${column} FOREIGN KEY IF NOT EXISTS (\`${column}\`)${quoteTables(other)}`

const statementsOf = (sql: string): string[] =>
  (sql.replace(/--.*$/gm, '').match(/\s*CREATE TRIGGER[\s\S]*?END;|(?:'[^']*'|[^;'])+/g) ?? [])
    .map(each => each.replace(/;$/, '').trim())
    .filter(each => each !== '')

/** What stands between the commas that are in no brackets and no text. */
const partsOf = (list: string): string[] =>
  (list.match(/(?:\((?:[^()]|\([^()]*\))*\)|'[^']*'|[^,('])+/g) ?? []).map(part => part.trim())

/** The columns of indexes and of rules for several columns, as "table.column". */
function textsInKeys(statement: string): string[] {
  const [, indexed, list] = statement.match(/^CREATE (?:UNIQUE )?INDEX \w+ ON (\w+) \((.*)\)$/) ?? []
  const [, table = indexed] = statement.match(/^CREATE TABLE (\w+)/) ?? []
  const lists = [...statement.matchAll(/(?:UNIQUE|PRIMARY KEY) ?\(([^)]*)\)/g)].map(([, each]) => each!)
  return [...lists, ...(list ? [list] : [])].flatMap(namesIn).map(name => `${table}.${name}`)
}

/** An index has no expressions there; it is that of the columns before. */
const namesIn = (list: string) => list.split(/,\s*/).filter(name => /^\w+$/.test(name))
