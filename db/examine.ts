import { statSync } from 'node:fs'
import { serverOf } from './server/url.ts'
import { findDamage, findDrift } from './sqlite/drift.ts'

/** What the doctor looks at in a database itself. Changes nothing. */
export async function examineDatabase(
  url: string,
): Promise<{ damage: string[]; drift: string[]; mode?: number }> {
  const kind = serverOf(url)
  if (kind) return { damage: [], drift: await (await loadFindDrift[kind]())(url) }
  return { damage: findDamage(url), drift: findDrift(url), mode: statSync(url).mode }
}

const loadFindDrift = {
  postgres: async () => (await import('./postgres/drift.ts')).findPostgresDrift,
  mariadb: async () => (await import('./mariadb/drift.ts')).findMariadbDrift,
}
