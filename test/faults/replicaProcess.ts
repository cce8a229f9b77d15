// Run as a child: keeps the continuous copy of a data folder as "bioce replicate" does, but brings the log into the
// database and makes whole copies often enough to be seen in a test.
import { openDatabase } from '#db/index.ts'
import { keepReplica } from '#src/admin/replica.ts'
import { readConfig } from '#src/config.ts'

const config = readConfig()
const stop = new AbortController()
process.on('SIGTERM', () => stop.abort())
const db = await openDatabase(config.databaseUrl)
await keepReplica({ ...config, replica: config.replica! }, db, stop.signal, {
  restartBytes: 100_000,
  wholeEveryMs: 1500,
})
await db.close()
