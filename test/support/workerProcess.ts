// Run as a child: a worker over the database argv[2] and the data folder argv[3], with argv[4] slots, whose clock is
// argv[5] milliseconds ahead, who waits argv[6] milliseconds for jobs when asked to stop, and who takes a worker for dead
// that was silent for argv[7] milliseconds. It has the cluster of its parent, if there is one.
import { openDatabase } from '#db/index.ts'
import { lanesFor } from '#jobs/runners.ts'
import { startWorker } from '#jobs/worker.ts'
import { clusterOfParent } from './processCluster.ts'
import { slurmOfParent } from './slurmCluster.ts'
import { workOptions } from './work.ts'

const [, , path, folder, slots, aheadMs, drainMs, silentMs] = process.argv
const db = await openDatabase(path!)
const { options } = workOptions(db, folder!, { cluster: clusterOfParent() ?? slurmOfParent() })
const worker = await startWorker({
  ...options,
  lanes: lanesFor(Number(slots)),
  now: () => Date.now() + Number(aheadMs),
  timing: { ...options.timing, silentMs: Number(silentMs) },
})
process.on('SIGTERM', () => void worker.stop(Number(drainMs)))
console.log('ready')
await worker.gone
db.close()
process.exit(0)
