import { openDatabase } from '#db/index.ts'
import { gatherFacts } from '#src/admin/doctorFacts.ts'
import { mend } from '#src/admin/mend.ts'
import { readConfig } from '../config.ts'
import { examine } from '../doctor.ts'
import type { Command } from './index.ts'

export const command: Command = {
  name: 'doctor',
  summary: 'Check database, folders, files, disk, workers and mail; --fix mends what can lose nothing.',
  usage: 'bioce doctor [--fix | --json]',
  async run(args) {
    const config = readConfig()
    const db = openDatabase(config.databaseUrl)
    try {
      const findings = examine(await gatherFacts(config, db, Date.now()))
      if (args.includes('--json')) {
        console.log(JSON.stringify(findings))
        return 0
      }
      for (const { area, grave, message, mend: way } of findings) {
        console.log(`${grave ? 'PROBLEM' : 'note   '}  ${area}: ${message}`)
        if (!way) continue
        if (args.includes('--fix')) console.log(`         ${await mend(way, { config, db }, Date.now())}`)
        else console.log('         "bioce doctor --fix" mends this.')
      }
      if (findings.length === 0) console.log('All is well.')
      return findings.some(({ grave, mend: way }) => grave && !(way && args.includes('--fix'))) ? 1 : 0
    } finally {
      db.close()
    }
  },
}
