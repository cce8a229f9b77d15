import { statSync } from 'node:fs'
import type { Reader } from '#db/index.ts'
import { findSetting, isDecided } from '#db/settings.ts'
import { hasFactor } from '../accounts/factors.ts'
import type { Viewer } from '../accounts/sessions.ts'
import { adviceOn } from '../addressAdvice.ts'
import type { Config } from '../config.ts'
import { nearestFolder } from '../dataFolder.ts'

/** What a new site needs before people come, in the order in which to do it. */
export type FirstStep = 'address' | 'mail' | 'contact' | 'backups' | 'registration' | 'factor'

/** Which of them are done, each tested now. */
export async function checkFirstSteps(
  db: Reader,
  config: Config,
  administrator: Viewer,
): Promise<Record<FirstStep, boolean>> {
  return {
    address: config.isOriginSet && adviceOn(config).length === 0,
    mail: config.smtpUrl !== undefined && (await findSetting(db, 'mailTestedAt')) > 0,
    contact: (await findSetting(db, 'contact')) !== '',
    backups: config.backupsKept > 0 && !areOnOneDisk(config),
    registration: await isDecided(db, 'registration'),
    factor: await hasFactor(db, administrator.id),
  }
}

/** Whether the disk that is lost with the data is the disk of its backups. */
const areOnOneDisk = ({ backups, userData }: Config) => deviceOf(backups) === deviceOf(userData)

const deviceOf = (path: string) => statSync(nearestFolder(path)).dev
