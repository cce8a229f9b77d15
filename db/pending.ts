import { DatabaseUnusable } from './errors.ts'
import type { Migration } from './migrations/index.ts'

/**
 * The steps that a database lacks, which has had those with these names.
 * @throws DatabaseUnusable it has had one that this program does not know
 */
export function pendingSteps(had: string[], steps: readonly Migration[]): readonly Migration[] {
  const unknown = had.filter(name => !steps.some(step => step.name === name))
  if (unknown.length > 0)
    throw new DatabaseUnusable(
      `The database is newer than this program: it has ${unknown.join(', ')}, which this version does not know. ` +
        'Install the version that made it, or restore a backup. Nothing was changed.',
    )
  return steps.filter(step => !had.includes(step.name))
}
