import type { BackgroundSetting } from './background.ts'
import { qMaxByDefault } from './curve/upTo.ts'
import type { ErrorScaleSetting } from './errorScale.ts'
import { refusal } from './faults/index.ts'
import type { Problem, ProblemOptions } from './problem.ts'

/** How weight is shared before the data. */
export type PriorSetting = 'inclusion' | '1/K' | number

/** How an ensemble is to be inferred. Everything has a default. */
export interface InferOptions extends ProblemOptions {
  /**
   * `inclusion` (the default; see InclusionPrior), or a Dirichlet exponent of every model, `1/K` being that of the whole library. With
   * energies, which are a prior, it says nothing; with chemical shifts or observables the default is `1/K`.
   */
  prior?: PriorSetting
  /** Prior of the scale; `half-normal` (proper, gives an evidence that compares) by default. */
  scalePrior?: 'half-normal' | 'flat'
  /** Independent chains, 2 to 64; 4 by default. */
  chains?: number
  /** Iterations of each chain before convergence is first judged; 2000 by default. */
  iterations?: number
  /** Iterations of each chain at which sampling stops unconverged; 20 times `iterations` by default. */
  iterationsMax?: number
  /** Seed of every random number; 1 by default. The same seed, data and options give the same bytes. */
  seed?: number
  /** `thorough` (the default) samples past the convergence gate, while that is cheap, until quantiles are precise. */
  effort?: 'gate' | 'thorough'
  /** A constant background: its prior's sd from the curve (`auto`, the default) or as given, or `none`. */
  background?: BackgroundSetting
  /** By what the stated errors are multiplied: inferred (the default), nothing (`fixed`), or as given. */
  errorScale?: ErrorScaleSetting
  /** What energies mean; see `EnergyPrior`. */
  energyPrior?: 'softmax' | 'shift'
  /** Names of the models that take part; all by default. The prior stays that of the whole library. */
  selected?: string[]
}

/** The model against which reference posteriors were made: what the data say beside curve and profiles is taken as known. */
export const classicModel = {
  background: 'none',
  errorScale: 'fixed',
  prior: '1/K',
} as const satisfies InferOptions

/** The options with the parts of the model that were left open filled in. */
export function withModel<Options extends Pick<InferOptions, 'background' | 'errorScale'>>(options: Options) {
  return {
    ...options,
    background: options.background ?? 'auto',
    errorScale: options.errorScale ?? 'inferred',
  }
}

/** Options with every default filled in: what a result records as its parameters. */
export type Settings = Required<Omit<InferOptions, 'selected' | 'tolerance' | 'prior'>> & {
  prior: 'inclusion' | number
}

/** Fills in the defaults for a library. @throws FaultError options.* */
export function settingsOf(options: InferOptions, library: Problem): Settings {
  const iterations = options.iterations ?? 2000
  const settings: Settings = {
    prior: priorOf(options.prior, library),
    scalePrior: options.scalePrior ?? 'half-normal',
    chains: options.chains ?? 4,
    iterations,
    iterationsMax: Math.max(iterations, options.iterationsMax ?? 20 * iterations),
    seed: options.seed ?? 1,
    effort: options.effort ?? 'thorough',
    energyPrior: options.energyPrior ?? 'softmax',
    qMin: options.qMin ?? 0,
    qMax: options.qMax ?? qMaxByDefault,
    background: options.background ?? 'auto',
    errorScale: options.errorScale ?? 'inferred',
  }
  const whole = (value: number, lowest: number, highest: number) =>
    Number.isInteger(value) && value >= lowest && value <= highest
  if (settings.prior !== 'inclusion' && !(settings.prior > 0 && settings.prior <= 1000))
    throw refusal('options.prior', { prior: settings.prior })
  if (!whole(settings.chains, 2, 64)) throw refusal('options.chains', { chains: settings.chains })
  if (!whole(iterations, 20, 1e7)) throw refusal('options.iterations', { iterations })
  if (!whole(settings.seed, 0, Number.MAX_SAFE_INTEGER))
    throw refusal('options.seed', { seed: settings.seed })
  return settings
}

/** The prior in use: chemical shifts, observables and energies go with a Dirichlet alone. */
function priorOf(asked: PriorSetting | undefined, library: Problem): Settings['prior'] {
  const { modelCount, reducedShifts, energies } = library
  if (asked === 'inclusion' && (reducedShifts || energies))
    throw refusal('options.inclusion_prior', {
      beside: energies ? 'energies' : 'chemical shifts or observables',
    })
  if (asked === '1/K') return 1 / modelCount
  return asked ?? (reducedShifts || energies ? 1 / modelCount : 'inclusion')
}
