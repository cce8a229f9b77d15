/**
 * Makes `src/analyses/publicExample.tar.gz` anew: `bun scripts/publicExample.ts`. It is the result of the example study,
 * calculated as for anyone, that visitors may open without an account. The posterior draws are left out: they are
 * nine tenths of the bytes.
 */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { prepareFolder } from '#src/analyses/folder.ts'
import { describeOutputs, inOrder } from '#src/analyses/outputs.ts'
import { runAnalysis } from '#src/method/run.ts'
import { exampleName, exampleParameters, stageExample } from '#src/studies/example.ts'
import { removeTree } from '#src/tree.ts'

const incoming = await mkdtemp(join(tmpdir(), 'bioce-example-'))
try {
  const { folder: study, inspection } = await stageExample(incoming)
  const folder = join(study, 'analysis')
  await prepareFolder(folder, study, { study: inspection.record }, exampleName, exampleParameters())
  await runAnalysis(folder, {
    threads: availableParallelism(),
    report: ({ message, done, total }) => console.log(`${message} (${done} of ${total})`),
    log: console.log,
  })
  await rm(join(folder, 'output/draws.csv.gz'))
  // It becomes part of a later commit than the one that calculates it.
  const told = join(folder, 'output/result.json')
  await writeFile(told, (await readFile(told, 'utf8')).replace(/("commit":\s*)"[0-9a-f]*"/, '$1""'))
  const names = inOrder(await readdir(join(folder, 'output')))
  await writeFile(join(folder, 'output/README.txt'), describeOutputs(names))
  const files: Record<string, Buffer> = { 'params.json': await readFile(join(folder, 'params.json')) }
  for (const name of names) files[`output/${name}`] = await readFile(join(folder, 'output', name))
  const archive = await new Bun.Archive(files, { compress: 'gzip', level: 9 }).bytes()
  await Bun.write(join(import.meta.dir, '../src/analyses/publicExample.tar.gz'), archive)
} finally {
  await removeTree(incoming)
}
