import { DatabaseUnusable, openDatabase, openDatabaseReadOnly } from '#db/index.ts'
import { examine } from '#src/admin/doctor/examine.ts'
import type { DoctorFinding } from '#src/admin/doctor/finding.ts'
import { gatherFacts } from '#src/admin/doctor/gatherFacts.ts'
import { gatherOutwardFacts } from '#src/admin/doctor/gatherOutwardFacts.ts'
import { repair } from '#src/admin/doctor/repairs.ts'
import { type Config, readConfig } from '../config.ts'
import { examineCluster } from './examineCluster.ts'
import type { Command } from './index.ts'
import { wrongUsage } from './usage.ts'

export const command: Command = {
  name: 'doctor',
  summary:
    'Check database, folders, files, disk, workers and mail; --fix repairs what can be repaired without losing data.',
  usage: 'bioce doctor [--fix | --json]',
  async run(args) {
    const [option, ...more] = args
    if (more.length > 0 || ![undefined, '--fix', '--json'].includes(option)) throw wrongUsage(this)
    const config = readConfig()
    const findings = await look(config, option !== '--json')
    if (option === '--json') {
      console.log(JSON.stringify(findings))
      return 0
    }
    for (const { area, grave, message, repair: way } of findings) {
      console.log(`${grave ? 'PROBLEM' : 'note   '}  ${area}: ${message}`)
      if (!way) continue
      if (option === '--fix') console.log(`         ${await repairNow(way, config)}`)
      else console.log('         "bioce doctor --fix" repairs this.')
    }
    if (findings.length === 0) console.log('All is well.')
    return findings.some(({ grave, repair: way }) => grave && !(way && option === '--fix')) ? 1 : 0
  },
}

/**
 * Looks, and changes nothing, but may run a test job on the cluster. A database that cannot be opened as it is, is the one
 * finding.
 */
async function look(config: Config, withTestJob: boolean): Promise<DoctorFinding[]> {
  let db: Awaited<ReturnType<typeof openDatabaseReadOnly>> | undefined
  try {
    db = await openDatabaseReadOnly(config.databaseUrl)
    const cluster = await examineCluster(config, withTestJob)
    const outward = await gatherOutwardFacts(config, Date.now())
    return examine(await gatherFacts(config, db, Date.now(), cluster, outward))
  } catch (error) {
    if (!(error instanceof DatabaseUnusable)) throw error
    return [{ area: 'database', grave: true, message: error.message }]
  } finally {
    await db?.close()
  }
}

async function repairNow(way: NonNullable<DoctorFinding['repair']>, config: Config): Promise<string> {
  const db = await openDatabase(config.databaseUrl)
  try {
    return await repair(way, { config, db }, Date.now())
  } finally {
    await db.close()
  }
}
