import type { TrustResult } from '#src/ensemble/contract.ts'
import { trustAnalysis } from '#src/method/simulation/run.ts'
import type { Command } from './index.ts'
import { openAnalysis } from './openAnalysis.ts'
import {
  argumentsOf,
  endProgress,
  replicasOption,
  showProgress,
  threadsOption,
  withExitCodes,
} from './science.ts'
import { UsageError } from './usage.ts'

/** Whether the data of a finished analysis can tell ensembles like the one that they gave. */
export const command: Command = {
  name: 'trust',
  summary: 'Simulate curves of the ensemble that an analysis found, infer each, and tell what is recovered.',
  usage: `bioce trust FOLDER|ZIP [--replicas N] [--threads N] [--json]

Can these data answer this? FOLDER is that of an analysis (params.json and input/), ZIP what "Download all" saved. The analysis is run again for its
draws. Each of --replicas (20) is the curve that one of them would give, at the same points, with its weights, hydration, background and errors
and with new noise, and is inferred with the settings of the analysis.`,
  run: args => withExitCodes(() => run(args)),
}

async function run(args: string[]): Promise<void> {
  const text = { type: 'string' } as const
  const { values, positionals } = argumentsOf({
    args,
    allowPositionals: true,
    options: { replicas: text, threads: text, json: { type: 'boolean' } },
  })
  if (positionals.length !== 1)
    throw new UsageError('Give the folder of an analysis, or the archive of its result.')
  const replicas = replicasOption(values.replicas) ?? 20
  const folder = await openAnalysis(positionals[0]!, 'trust')
  const found = await trustAnalysis(folder, replicas, {
    threads: threadsOption(values.threads),
    report: showProgress,
    log: console.error,
  })
  endProgress()
  if (values.json) console.log(JSON.stringify(found))
  else print(found)
}

const shareOf = (value: number) => value.toFixed(3)

function print({ models, classes, quantities, replicas, shown, falsePresence, ...found }: TrustResult): void {
  const { measured, converged, misfits, words } = found
  if (measured && (measured.verdict === 'misfit' || !measured.converged))
    console.error(
      `The analysis itself ${measured.converged ? 'does not explain the curve' : 'has not converged'}: what is recovered of its ensemble says little about the sample.`,
    )
  console.log('model\tweight\terror\tsd\t95 % interval holds it')
  for (const { name, truth, error, sd, held } of models)
    console.log([name, ...[truth, error, sd].map(shareOf), `${held} of ${replicas}`].join('\t'))
  console.log('\nweights\tseen\tinterval holds it\tsd')
  for (const { from, to, count, seen, held, sd } of classes)
    console.log([`${from} to ${to}`, `${seen} of ${count}`, `${held} of ${count}`, shareOf(sd)].join('\t'))
  console.log('\nquantity\tinterval holds it\tsd')
  for (const { name, held, sd } of quantities)
    console.log([name, `${held} of ${replicas}`, sd.toPrecision(2)].join('\t'))
  console.log(
    `\n${shown.held} of ${shown.count} intervals of weights above 5 % hold the weight; ${falsePresence.count} of ${falsePresence.of} models without weight are called present; ${misfits} of ${replicas} called a misfit; ${converged} of ${replicas} converged`,
  )
  for (const sentence of words) console.log(sentence)
}
