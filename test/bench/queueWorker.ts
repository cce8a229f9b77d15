// Run as a child of queue.ts: a worker of no-op jobs over the database argv[2].
import { openDatabase } from '#db/index.ts'
import { startWorker } from '#jobs/worker.ts'

const db = await openDatabase(process.argv[2]!)
const runner = { run: async () => ({ kind: 'done' }) as const }
const worker = await startWorker({
  db,
  runners: { noop: runner },
  lanes: [{ kinds: ['noop'], slots: 4 }],
  version: 'bench',
})
process.on('SIGTERM', () => void worker.stop(0))
console.log('ready')
await worker.gone
db.close()
process.exit(0)
