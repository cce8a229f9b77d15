import { countAnalysesOf } from '#db/analyses.ts'
import type { Database } from '#db/index.ts'
import type { User } from '#db/schema.ts'
import { countStudiesOf, findBytesOf } from '#db/studies.ts'
import type { Config } from '../config.ts'
import { AppError } from '../errors.ts'

/** The most one person may keep, an administrator's word for them included. */
export function limitsOf(user: User, config: Config) {
  return {
    studiesMax: user.limits?.studiesMax ?? config.studiesMax,
    analysesMax: user.limits?.analysesMax ?? config.analysesMax,
    uploadBytesMax: user.limits?.uploadBytesMax ?? config.uploadBytesMax,
    storageBytesMax: user.limits?.storageBytesMax ?? config.storageBytesMax,
  }
}

/** What a person keeps, against the most they may. */
export async function allowanceOf(db: Database['read'], user: User, config: Config) {
  const limits = limitsOf(user, config)
  const studies = await countStudiesOf(db, user.id)
  const analyses = await countAnalysesOf(db, user.id)
  return {
    studies: { used: studies.active, limit: limits.studiesMax },
    analyses: { used: analyses.kept, limit: limits.analysesMax },
  }
}

/**
 * Called in the transaction that adds one.
 * @throws AppError conflict when a person keeps as many studies, or analyses, as they may
 */
export async function refuseOneMore(
  what: 'studies' | 'analyses',
  db: Database['read'],
  owner: User,
  config: Config,
): Promise<void> {
  const { used, limit } = (await allowanceOf(db, owner, config))[what]
  if (used >= limit)
    throw new AppError(
      'conflict',
      `You keep ${used} ${what}, which is the most allowed. Delete one to make room.`,
    )
}

/**
 * Called in the transaction that adds something, with it among what is counted; or before, with what is to come.
 * @throws AppError conflict when a person's files take more than they may
 */
export async function refuseOverfull(
  db: Database['read'],
  owner: User,
  config: Config,
  now: number,
  bytesMore = 0,
): Promise<void> {
  const { storageBytesMax } = limitsOf(owner, config)
  const bytes = (await findBytesOf(db, owner.id, now)) + bytesMore
  if (bytes > storageBytesMax)
    throw new AppError(
      'conflict',
      `Your files would take ${megabytes(bytes)}; the most allowed is ${megabytes(storageBytesMax)}. Delete a study or an analysis to make room.`,
    )
}

const megabytes = (bytes: number) => `${Math.ceil(bytes / 1e6).toLocaleString('en')} MB`
