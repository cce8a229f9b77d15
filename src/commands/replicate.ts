import { openDatabase } from '#db/index.ts'
import { openErrorAlerts } from '#jobs/errorAlerts.ts'
import { keepReplica } from '../admin/replica.ts'
import { claimServer } from '../claimServer.ts'
import { readConfig } from '../config.ts'
import { restrictNewFiles } from '../dataFolder.ts'
import { StartError } from '../errors.ts'
import { onError, openLog } from '../log.ts'
import type { Command } from './index.ts'
import { onStop } from './process.ts'

export const command: Command = {
  name: 'replicate',
  summary: 'Keep the continuous copy in BIOCE_REPLICA; "bioce start" does this by itself.',
  usage: 'bioce replicate',
  takesNothing: true,
  async run() {
    const stop = new AbortController()
    onStop(() => stop.abort())
    const config = readConfig()
    const { replica, databaseUrl } = config
    if (!replica) throw new StartError('BIOCE_REPLICA is not set: there is no folder to copy into.')
    restrictNewFiles()
    claimServer(`${databaseUrl}.replica`, 'A continuous copy')
    openLog(config.logs, config.logLevel, 'replica', false)
    const db = await openDatabase(databaseUrl)
    const alarm = openErrorAlerts(db)
    onError(alarm.count)
    await keepReplica({ ...config, replica }, db, stop.signal)
    await alarm.stop()
    await db.close()
    return 0
  },
}
