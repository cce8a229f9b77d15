import { resolve } from 'node:path'
import { isExtrasCheck, runExtrasCheck } from '#src/analyses/extrasCheck.ts'
import { isMethodArchive, runMethodUnpacking } from '#src/analyses/unpackMethod.ts'
import { runCheck } from '#src/studies/check.ts'
import type { Command } from './index.ts'
import { wrongUsage } from './usage.ts'

/** The check of an upload, of the files of one analysis or of a method's archive, as a command in a folder: JSON lines of progress on stdout. */
export const command: Command = {
  name: 'check',
  summary:
    'Check the uploaded files that FOLDER/task.json or extras.json names, and write FOLDER/report.json.',
  usage: 'bioce check FOLDER',
  async run(args) {
    if (args.length !== 1) throw wrongUsage(this)
    const folder = resolve(args[0]!)
    if (isExtrasCheck(folder)) {
      await runExtrasCheck(folder)
      return 0
    }
    if (isMethodArchive(folder)) {
      await runMethodUnpacking(folder)
      return 0
    }
    let toldAt = 0
    await runCheck(folder, (message, done, total) => {
      if (done > 0 && performance.now() - toldAt < 100) return
      toldAt = performance.now()
      console.log(JSON.stringify({ stage: 'checking', done, total, message }))
    })
    return 0
  },
}
