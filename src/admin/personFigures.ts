import type { Reader } from '#db/index.ts'
import { listRolesBy } from '#db/roles.ts'
import { countStudiesBy, findBytesBy } from '#db/studies.ts'
import type { Value } from './listRows.ts'

/** What stands beside the columns of a table's rows: found for all rows of a page at once. */
export interface Figure {
  title: string
  find: (db: Reader, ids: number[], now: number) => Promise<Map<number, Value>>
}

/** What an administrator wants to know of people beside their own rows. */
export const personFigures: Figure[] = [
  {
    title: 'Roles',
    find: async (db, ids) =>
      valuesOf(await listRolesBy(db, ids), roles => ({ kind: 'text', text: roles.join(', ') })),
  },
  {
    title: 'Studies',
    find: async (db, ids) => valuesOf(await countStudiesBy(db, ids), value => ({ kind: 'number', value })),
  },
  {
    title: 'Storage',
    find: async (db, ids, now) =>
      valuesOf(await findBytesBy(db, ids, now), value => ({ kind: 'bytes', value })),
  },
]

const valuesOf = <T>(found: Map<number, T>, write: (found: T) => Value) =>
  new Map([...found].map(([id, each]) => [id, write(each)]))
