import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TrustResult } from '#src/ensemble/contract.ts'
import { csvLine } from '../../csv.ts'
import { version } from '../../program.ts'
import type { Question } from './question.ts'

/** In the chart, a model that neither has nor is given so much weight would only hide the others. */
const drawnFrom = 0.01
/** A right curve is called a misfit once in a hundred times. */
const misfitsMax = 0.1

/** Writes the files that manifest.ts names. @returns the numbers of the page */
export async function writeSimulation(folder: string, found: TrustResult, question: Question) {
  await mkdir(folder, { recursive: true })
  for (const [name, text] of Object.entries(simulationFiles(found, question)))
    await writeFile(join(folder, name), text)
  return summaryOf(found)
}

/** The files of a result by their names. */
export function simulationFiles(found: TrustResult, question: Question): Record<string, string> {
  const whole = { program: { name: 'bioce', version }, question, ...found }
  return {
    'simulation.json': `${JSON.stringify(whole, null, 1)}\n`,
    'answer.md': answerOf(found),
    'recovered.csv': table(['simulated', 'found', 'sd', 'the same'], recoveredRows(found)),
    'models.csv': table(
      ['model', 'simulated', 'error', 'sd', 'intervals that contain it', 'curves'],
      found.models.map(({ name, truth, error, sd, held }) => [
        name,
        ...[truth, error, sd].map(weight),
        held,
        found.replicas,
      ]),
    ),
    'resolution.csv': table(
      ['weight from', 'to', 'models', 'found', 'intervals that contain it', 'sd'],
      found.classes.map(({ from, to, count, seen, held, sd }) => [from, to, count, seen, held, weight(sd)]),
    ),
    'quantities.csv': table(
      ['quantity', 'intervals that contain it', 'curves', 'sd of what was simulated', 'sd'],
      found.quantities.map(({ name, held, truthSd, sd }) => [
        Object.hasOwn(quantityNames, name) ? quantityNames[name]! : name,
        ...[held, found.replicas, ...[truthSd, sd].map(value => Number(value.toPrecision(2)))],
      ]),
    ),
  }
}

const quantityNames: Record<string, string> = {
  rg: 'Rg (Å)',
  effectiveModels: 'effective number of models',
  c1: 'c1',
  contrast: 'contrast (e/Å³)',
}

const rounded = (value: number) => Number(value.toPrecision(4))
/** All weights of a column to as many decimals; the JSON has every digit. */
const weight = (value: number) => value.toFixed(4)

const table = (head: string[], rows: (string | number)[][]) => `${[head, ...rows].map(csvLine).join('\n')}\n`

const recoveredRows = ({ recovered }: TrustResult) =>
  recovered.flatMap(({ weights }) =>
    weights
      .filter(({ truth, mean }) => Math.max(truth, mean) > drawnFrom)
      .map(({ truth, mean, sd }) => [truth, mean, sd, truth].map(rounded)),
  )

/** The numbers of its page. */
export function summaryOf({ replicas, shown, seenFrom, falsePresence, misfits, converged }: TrustResult) {
  return {
    held: ofAll(shown.held, shown.count),
    ...(shown.sd !== null && { sd: 100 * shown.sd }),
    ...(seenFrom !== null && { seenFrom: 100 * seenFrom }),
    falsePresence: ofAll(falsePresence.count, falsePresence.of),
    misfits: ofAll(misfits, replicas),
    converged: ofAll(converged, replicas),
  }
}

const ofAll = (count: number, of: number) => (of === 0 ? 'none was simulated' : `${count} of ${of}`)

/** The answer in sentences, with what it does not say. */
function answerOf({ words, measured, converged, replicas, misfits }: TrustResult): string {
  const doubts = [
    ...(measured?.verdict === 'misfit'
      ? [
          '**The analysis does not explain the measured curve**, so a test of its ensemble says little about the sample.',
        ]
      : []),
    ...(measured?.converged === false
      ? ['**The analysis has not converged**, so the ensemble that was simulated is itself uncertain.']
      : []),
    ...(converged < replicas
      ? [
          `${replicas - converged} of ${replicas} inferences did not converge; ${replicas - converged === 1 ? 'its' : 'their'} intervals may be wrong. Use more iterations.`,
        ]
      : []),
    ...(misfits > replicas * misfitsMax
      ? [
          `${misfits} of ${replicas} simulated curves ${misfits === 1 ? 'was judged as a misfit' : 'were judged as misfits'}, although each was simulated from a mixture. A misfit of a measured curve would therefore mean little.`,
        ]
      : []),
  ]
  const limits =
    'This holds if the library is complete and the profiles are right. A simulation cannot test these two assumptions.'
  return [...doubts, ...words, limits].map(sentence => `- ${sentence}\n`).join('')
}
