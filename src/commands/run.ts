import { createWriteStream, existsSync, mkdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { Writable } from 'node:stream'
import { parseArgs } from 'node:util'
import { FaultError } from '#src/ensemble/faults/index.ts'
import { runAnalysis } from '#src/method/run.ts'
import { takeFiles } from '#src/studies/archive.ts'
import { AppError } from '../errors.ts'
import type { Command } from './index.ts'

const limits = { inflatedBytesMax: 20e9, entriesMax: 100_000 }

/** Takes out of the archive of a result what it was made from. @returns the folder, beside the archive under its name */
async function unpack(archive: string): Promise<string> {
  const folder = archive.replace(/\.zip$/i, '')
  if (existsSync(folder))
    throw new AppError('invalid', `${folder} is there already. Move it away, or run it: bioce run ${folder}`)
  let isResult = false
  await takeFiles(archive, basename(archive), {
    limits,
    wanted: /./,
    open(_base, path) {
      const [, part] = /(?:^|\/)(params\.json|input\/.+)$/.exec(path) ?? []
      if (!part) return [new Writable({ write: (_chunk, _encoding, done) => done() })]
      isResult ||= part === 'params.json'
      const to = join(folder, part)
      mkdirSync(dirname(to), { recursive: true })
      return [createWriteStream(to)]
    },
  })
  if (isResult) return folder
  throw new AppError(
    'invalid',
    `${archive} holds no params.json. Download the result again, with its input files.`,
  )
}

/** The built-in method as a command in a folder: JSON lines of progress on stdout, everything else on stderr. */
export const command: Command = {
  name: 'run',
  summary:
    'Run the analysis that FOLDER/params.json describes, and write its results to FOLDER/output; of the ZIP of a result, in a folder beside it.',
  usage: 'bioce run FOLDER|ZIP [--threads N]',
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { threads: { type: 'string' } },
    })
    const threads = Number(values.threads ?? availableParallelism())
    if (positionals.length !== 1 || !Number.isInteger(threads) || threads < 1) {
      console.error(this.usage)
      return 2
    }
    const say = (line: object) => void process.stdout.write(`${JSON.stringify(line)}\n`)
    try {
      const given = resolve(positionals[0]!)
      const folder = /\.zip$/i.test(given) ? await unpack(given) : given
      const summary = await runAnalysis(folder, {
        threads,
        report: say,
        log: console.error,
      })
      say({ summary })
      return 0
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOSPC')
        say({ reason: 'disk_full', message: 'The disk of the server is full.' })
      else if (error instanceof AppError) say({ reason: error.kind, message: error.message })
      else if (!(error instanceof FaultError)) throw error
      else say({ reason: error.fault.code, message: error.message })
      return 1
    }
  },
}
