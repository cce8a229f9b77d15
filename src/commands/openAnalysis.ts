import { createWriteStream, existsSync, mkdirSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { Writable } from 'node:stream'
import { takeFiles } from '#src/studies/archive.ts'
import { AppError } from '../errors.ts'

const limits = { inflatedBytesMax: 20e9, entriesMax: 100_000 }

/** The folder of an analysis; of the archive of a result one beside it under its name, with what the result was made from. */
export async function openAnalysis(path: string, command: string): Promise<string> {
  const archive = resolve(path)
  if (!/\.zip$/i.test(archive)) {
    if (existsSync(join(archive, 'params.json'))) return archive
    throw new AppError(
      'invalid',
      `${archive} holds no params.json. Give the folder of an analysis, or the ZIP of its result.`,
    )
  }
  const folder = archive.replace(/\.zip$/i, '')
  if (existsSync(folder))
    throw new AppError(
      'invalid',
      `${folder} is there already. Move it away, or use it: bioce ${command} ${folder}`,
    )
  let isResult = false
  await takeFiles(archive, basename(archive), {
    limits,
    wanted: /./,
    keepsGzip: true,
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
