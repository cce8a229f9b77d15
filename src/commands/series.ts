import { join } from 'node:path'
import type { SeriesFile } from '#src/ensemble/contract.ts'
import { checkpointIn } from '#src/method/checkpoint.ts'
import { writeSeries } from '#src/method/series/files.ts'
import { quantitiesOf, withUnit } from '#src/method/series/quantities.ts'
import type { Command } from './index.ts'
import { libraryUsage } from './libraryOptions.ts'
import { endProgress, showProgress, withExitCodes } from './science.ts'
import { calculateSeries, seriesArguments, seriesSettings } from './seriesCalculation.ts'
import { runSeriesTask } from './seriesTask.ts'
import { settingUsage } from './settingOptions.ts'

/** One library and many curves, each at a value of time, salt, temperature or ligand. */
export const command: Command = {
  name: 'series',
  summary:
    'Infer how an ensemble changes over a series of curves: in time, with salt, temperature or ligand.',
  usage: `bioce series --series F|FOLDER [--variable "NAME (UNIT)"] [--scale linear|log|order] [--independent]
         [--profiles F [--names F] | MODEL... ${libraryUsage}] [--properties F]
         [--prior inclusion|1/K|X] ${settingUsage(seriesSettings)}
         [--unit 1/A|1/nm] [--threads N] [--out DIR] [--json]

--series is a list with a line for each curve, its file and its value, such as t010.dat,10; a first line file,time (s) names the variable and its
unit, unless --variable does. Files stand beside the list. Or it is a folder of curves: the value is the last number in each name.
Models, profiles and the other settings are those of bioce infer; a table of profiles holds for all curves.

Each curve is inferred alone, with the models that any of them selects. Then all are inferred together: log-ratios of weights follow a Gaussian
process over the variable, whose amplitude and length are inferred; --scale says what counts as its distance, the variable (linear), its logarithm,
or the order of the curves. --independent leaves this out.

--out gets series.json, series.svg (a figure) and series.csv: for every curve the weight of each model, of each group, the mean of each property and the
number of effective models, with 95 % intervals, alone and smooth.`,
  run: args => (args[0] === '--task' ? runSeriesTask(args.slice(1)) : withExitCodes(() => run(args))),
}

async function run(args: string[]): Promise<void> {
  const parsed = seriesArguments(args)
  const { out, json } = parsed.values
  const result = await calculateSeries(parsed, {
    report: showProgress,
    log: console.error,
    checkpointFolder: out && checkpointIn(out),
  })
  endProgress()
  for (const remark of result.remarks) console.error(`- ${remark}`)
  if (out) {
    await writeSeries(out, result)
    console.error(`Written to ${join(out, 'series.csv')}, series.svg and series.json.`)
  }
  if (json) console.log(JSON.stringify(result))
  else if (!out) print(result)
}

/** Models that weigh less in every curve are in the files alone. */
const shownFrom = 1 / 20

function print(result: SeriesFile): void {
  const { variable, curves, process, sampler } = result
  const shown = quantitiesOf(result).filter(({ kind, of }) =>
    kind === 'weight'
      ? curves.some(({ alone, smooth }) => ((smooth && of(smooth)) ?? of(alone)!).mean >= shownFrom)
      : true,
  )
  console.log(
    [
      withUnit(variable.name, variable.unit),
      ...shown.map(({ name, unit }) => withUnit(name, unit)),
      'chi2 per point',
    ].join('\t'),
  )
  for (const { value, alone, smooth } of curves) {
    const state = smooth ?? alone
    const cells = shown.map(({ of, unit }) => {
      const told = of(state)
      if (!told) return 'not converged'
      const { mean, q025, q975 } = told
      const digits = unit ? 1 : 3
      return `${mean.toFixed(digits)} (${q025.toFixed(digits)} to ${q975.toFixed(digits)})`
    })
    console.log([value, ...cells, state.chi2PerPoint.toFixed(3)].join('\t'))
  }
  if (process)
    console.log(
      `length ${process.length.q50.toPrecision(3)} ${process.lengthUnit} (95 %: ${process.length.q025.toPrecision(3)} to ${process.length.q975.toPrecision(3)})`,
    )
  if (sampler) console.log(sampler.converged ? 'converged' : 'NOT converged')
}
