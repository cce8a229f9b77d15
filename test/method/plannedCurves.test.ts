import { expect, test } from 'bun:test'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { prepareFolder } from '#src/analyses/folder.ts'
import type { TrustResult } from '#src/ensemble/contract.ts'
import { parseParameters } from '#src/method/parameters.ts'
import { runFolder } from '#src/method/runFolder.ts'
import { simulation } from '#src/method/simulation/manifest.ts'
import type { Question } from '#src/method/simulation/question.ts'
import { inspectFiles } from '#src/studies/inspect.ts'
import type { StudyRecord } from '#src/studies/record.ts'
import { writeBothCurves } from '../support/bothCurves.ts'
import { temporaryFolder } from '../support/database.ts'
import { program } from '../support/program.ts'
import { long, unlessLong } from '../support/skips.ts'

/** A measurement that is planned for a study of X-rays, or of X-rays and neutrons. */

const { saxs, sans, library } = await writeBothCurves(temporaryFolder())
const models = [library[0]!, library[3]!]

/** A study of two models. */
async function studyOf(curves: string[]): Promise<{ home: string; study: StudyRecord }> {
  const [home, from] = [temporaryFolder(), temporaryFolder()]
  const all = models.map((path, k) => `MODEL ${k + 1}\n${readFileSync(path, 'utf8')}\nENDMDL\n`)
  writeFileSync(join(from, 'models.pdb'), all.join('').replaceAll(/^END *\n/gm, ''))
  const file = (path: string) => ({ path, name: basename(path) })
  const [curve, ...more] = curves.map(file)
  const files = { curve: curve!, more, library: file(join(from, 'models.pdb')), profiles: null }
  const { record } = await inspectFiles(home, files, '1/A', { inflatedBytesMax: 1e7, modelsMax: 10 })
  return { home, study: record! }
}

const asked: Question = {
  ...{ analysis: 0, truth: 'chosen', weights: '0.7 0.3', points: 'neutrons', noise: 1 },
  ...{ from: 0.01, to: 0.2, count: 20, percent: 2, replicas: 1, c1: 1, contrast: 0.015 },
  ...{ d2o: 1, spread: 0.1, beside: false },
}

async function simulate(
  { home, study }: Awaited<ReturnType<typeof studyOf>>,
  question: Partial<Question>,
  fields: Record<string, string> = {},
) {
  const folder = join(home, crypto.randomUUID())
  const settings = parseParameters({ seed: '1', ...fields }, 1 + (study.more?.length ?? 0))
  const parameters = { ...settings, simulation: { ...asked, ...question } }
  await prepareFolder(folder, home, { study }, 'Planned', parameters as never, { manifest: simulation })
  await runFolder(folder, { threads: 1, report() {}, log() {} })
  return JSON.parse(readFileSync(join(folder, 'output/simulation.json'), 'utf8')) as TrustResult
}

const sdOf = ({ models }: TrustResult) => models[0]!.sd

test.skipIf(!long)(
  `neutrons that are planned for a study of X-rays are those that are planned without one${unlessLong}`,
  async () => {
    const found = await simulate(await studyOf([saxs]), {})
    const folder = temporaryFolder()
    for (const name of ['input', 'output']) mkdirSync(join(folder, name))
    models.forEach((path, k) => {
      symlinkSync(resolve(path), join(folder, `input/${k + 1}.pdb`))
    })
    const inputs = { models: models.map((path, k) => ({ path: `${k + 1}.pdb`, name: basename(path) })) }
    writeFileSync(
      join(folder, 'params.json'),
      JSON.stringify({ parameters: { ...asked, radiation: 'neutrons', seed: 1 }, inputs }),
    )
    const run = Bun.spawn([...program, 'simulate', '--task'], { cwd: folder, stdout: 'ignore' })
    expect(await run.exited).toBe(0)
    const planned: TrustResult = await Bun.file(join(folder, 'output/simulation.json')).json()
    const numbersOf = ({ models, quantities, misfits }: TrustResult) => ({
      ...{ quantities, misfits },
      models: models.map(({ name: _, ...numbers }) => numbers),
    })
    expect(numbersOf(found)).toEqual(numbersOf(planned))
    expect(found.misfits).toBe(0)
  },
  300_000,
)

test('a further curve is fitted with those that were measured, and the weights are known better', async () => {
  const quick = { iterations: '100' }
  const study = await studyOf([saxs])
  const measured = await simulate(study, { points: 'measured' }, quick)
  const joint = await simulate(study, { beside: true, percent: 0.5 }, quick)
  expect(sdOf(joint)).toBeLessThan(0.9 * sdOf(measured))
  expect(joint.misfits).toBe(0)
  expect(Math.abs(joint.models[0]!.truth - 0.7)).toBeLessThan(1e-9)
  expect(joint.models[0]!.error).toBeLessThan(5 * sdOf(joint))
}, 300_000)

test.skipIf(!long)(
  `planned points are smeared as the neutrons of the study are, and a background in its unit is left behind${unlessLong}`,
  async () => {
    const study = await studyOf([sans])
    const of = (fields: Record<string, string>) =>
      simulate(
        study,
        { points: 'planned' },
        { iterations: '100', radiation: 'neutrons', d2o: '1', ...fields },
      )
    const [sharp, smeared, withBackground] = [
      await of({ resolution: 'none' }),
      await of({}),
      await of({ background: 'own', backgroundValue: '1000' }),
    ]
    expect(sdOf(smeared)).not.toBe(sdOf(sharp))
    expect(sdOf(withBackground)).toBe(sdOf(smeared))
  },
  300_000,
)
