import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { prepareFolder } from '#src/analyses/folder.ts'
import type { TrustResult } from '#src/ensemble/contract.ts'
import { parseParameters } from '#src/method/parameters.ts'
import { runFolder } from '#src/method/runFolder.ts'
import { simulation } from '#src/method/simulation/manifest.ts'
import type { Question } from '#src/method/simulation/question.ts'
import { madeUp } from '../ensemble/madeUp.ts'
import { recordOf } from './records.ts'

/** Of a simulation by the posterior; as brief as one can be. */
export const asked: Question = {
  ...{ analysis: 1, truth: 'posterior', weights: null, points: 'measured', noise: 1 },
  ...{ from: 0.01, to: 0.3, count: 50, percent: 1, replicas: 2, c1: 1, contrast: 0.015 },
} as Question

/** The folder of a simulation on a curve of 70 % and 30 % of two models, with their profiles. */
export async function folderOf(question: Partial<Question>): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'simulation-'))
  const { curve, profiles } = madeUp([0.7, 0.3], { noise: 0.01 })
  const write = (name: string, row: (i: number) => string) =>
    writeFileSync(join(folder, name), Array.from(curve.q, (_, i) => row(i)).join('\n'))
  write('curve.dat', i => `${curve.q[i]} ${curve.intensity[i]} ${curve.sigma[i]}`)
  write('profiles.txt', i => `${profiles.values[2 * i]} ${profiles.values[2 * i + 1]}`)
  const file = { path: 'profiles.txt', name: 'profiles.txt', sha256: '', bytes: 1 }
  const study = { ...recordOf(['open', 'shut']), profiles: file }
  const settings = parseParameters({ seed: '5', skipVariational: 'on', iterations: '100', effort: 'gate' })
  const parameters = { ...settings, simulation: { ...asked, ...question } }
  const home = join(folder, 'analysis')
  await prepareFolder(home, folder, { study }, 'Simulation 1', parameters as never, { manifest: simulation })
  return home
}

export const run = (folder: string, log: string[] = []) =>
  runFolder(folder, { threads: 1, report() {}, log: line => log.push(line) })
export const textOf = (folder: string, name: string) => readFileSync(join(folder, 'output', name), 'utf8')
export const resultOf = (folder: string): TrustResult & { question: Question } =>
  JSON.parse(textOf(folder, 'simulation.json'))
