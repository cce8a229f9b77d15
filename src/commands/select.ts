import { selectEnsemble, withModel } from '#src/ensemble/index.ts'
import type { Command } from './index.ts'
import {
  argumentsOf,
  endProgress,
  Inputs,
  numberOption,
  profilesOf,
  required,
  showProgress,
  withExitCodes,
  wordOption,
} from './science.ts'
import { settingOptions, settingsIn, settingUsage } from './settingOptions.ts'
import { studyCurve, studyOptions } from './studyOptions.ts'

const settings = ['cut', 'qMin', 'qMax', 'background', 'errorScale'] as const

/** Variational selection alone: which models can the curve support? */
export const command: Command = {
  name: 'select',
  summary: 'Select the models of a library that a curve supports, by variational Bayes.',
  usage: `bioce select --curve F --profiles F [--names F] [--prior 0.5] [--stop elbo|cut|none]
         ${settingUsage(settings)} [--unit 1/A|1/nm] [--json]`,
  run: args => withExitCodes(() => run(args)),
}

const text = { type: 'string' } as const

async function run(args: string[]): Promise<void> {
  const { values } = argumentsOf({
    args,
    allowPositionals: false,
    options: { ...studyOptions, ...settingOptions(settings), prior: text, stop: text },
  })
  const inputs = new Inputs()
  const file = await studyCurve(inputs, values)
  const { curve } = file
  const profiles = await profilesOf(inputs, required('profiles', values.profiles), file, values.names)
  const { result } = await selectEnsemble(
    { curve, profiles },
    withModel({
      ...settingsIn(values, settings),
      prior: numberOption('prior', values.prior),
      stop: wordOption('stop', values.stop, ['elbo', 'cut', 'none']),
    }),
    { report: showProgress },
  )
  endProgress()
  if (values.json) return console.log(JSON.stringify(result))
  for (const [i, round] of result.rounds.entries())
    console.log(
      `round ${i}: ${round.models} models, bound ${round.elbo.toFixed(3)}, chi2 ${round.chi2PerPoint.toFixed(3)} per point`,
    )
  const total = result.alpha.reduce((sum, alpha) => sum + alpha, 0)
  result.selected.forEach((name, i) => {
    console.log(`${name}\t${(result.alpha[i]! / total).toFixed(4)}`)
  })
  for (const name of result.recalled ?? []) console.log(`${name}\ttaken back: the curve leaves room for it`)
}
