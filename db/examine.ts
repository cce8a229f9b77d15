import { statSync } from 'node:fs'
import { isPostgres } from './postgres/url.ts'
import { findDamage, findDrift } from './sqlite/drift.ts'

/** What the doctor looks at in a database itself. Changes nothing. */
export async function examineDatabase(
  url: string,
): Promise<{ damage: string[]; drift: string[]; mode?: number }> {
  if (isPostgres(url)) {
    const { findPostgresDrift } = await import('./postgres/drift.ts')
    return { damage: [], drift: await findPostgresDrift(url) }
  }
  return { damage: findDamage(url), drift: findDrift(url), mode: statSync(url).mode }
}
