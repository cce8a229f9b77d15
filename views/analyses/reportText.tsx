import type { Result } from '#src/ensemble/contract.ts'
import { equalsP, evidenceGradeOf, thresholds, verdictIn } from '#src/ensemble/diagnose/index.ts'
import { bibtexOf, type Reference, references, referenceText } from '../pages/references.ts'
import {
  formatChi2,
  formatCount,
  formatEvidence,
  formatMedian,
  formatShort,
  formatUncertain,
} from '../ui/numbers.ts'
import { agreementText } from './curvesCard.tsx'
import { type CurveOfResult, curvesIn } from './curvesIn.ts'
import { hydrationValues } from './hydrationValues.ts'
import { neutronText } from './neutronText.ts'
import { isVoid } from './voidNote.tsx'

/** How the result was made, as the paragraph of a paper: what was done, with which versions and parameters. */
export function methodsText(result: Result): string {
  const { program, models, hydration, variational, sampler, evidence, seed } = result
  const selected = models.filter(model => model.selected).length
  const library = formatCount(models.length, 'model')
  const name = `${program.name} ${program.version}`
  const curves = curvesIn(result)
  const measured = curves.map(({ name, fit: { q } }) => {
    const range = `${formatShort(q[0]!)} to ${formatShort(q.at(-1)!)} 1/Å`
    return `${name === null ? '' : `${name}, `}${formatCount(q.length, 'point')}, q from ${range}`
  })
  const curveWords = result.curves
    ? `${curves.length} scattering curves, fitted together`
    : 'the scattering curve'
  const sentences = [
    `Population weights of a library of ${library} were inferred from ${curveWords} (${measured.join('; ')}) by Bayesian inference (Potrzebowski et al., 2018) with ${name}.`,
    hydration
      ? `Profiles were calculated by the same program from ${curves.map(formFactorText).join(' and ')}; the hydration (${hydrationWords(hydration.mode)}) had an excess density of ${hydrationValues(hydration).contrast} e/Å³ with an excluded-volume factor c1 of ${hydrationValues(hydration).c1}.`
      : 'The profiles of the models were calculated beforehand.',
    ...curves.map(measurementText),
    variational
      ? `Variational selection kept ${selected} of the models${recalledWords(variational)}.`
      : 'All models took part; none was selected beforehand.',
    `${priorWords(result)} The posterior was sampled with replica exchange in ${formatCount(sampler.chains, 'chain')} to ${formatCount(sampler.draws, 'draw')} in all (seed ${seed}).${possibleWords(result)}`,
    sampler.converged
      ? `Convergence was judged by the rank-normalised R-hat, ${thresholds.rhat.limits.good}, and effective sample sizes, ${thresholds.ess.limits.good} (Vehtari et al., 2021).`
      : `The sampling did not converge: ${sampler.reasons.join('; ')} (Vehtari et al., 2021).`,
    ...curves.map(fitText),
    isVoid(result) ? verdictIn(result).words : '',
    ...(result.curves ? [agreementText(result.agreement)] : []),
    evidence && evidenceGradeOf(result)?.grade !== 'poor'
      ? `The natural logarithm of the model evidence is ${formatEvidence(evidence)} (${evidence.method}${usesBar(result) ? '; Bennett, 1976' : ''}).`
      : '',
  ]
  return sentences.filter(Boolean).join(' ')
}

const fitText = ({ name, fit: { chi2PerPoint, cormap } }: CurveOfResult) =>
  `The posterior-mean curve${name === null ? '' : ` of ${name}`} has χ² = ${formatChi2(chi2PerPoint)} per point; the longest run of residuals of one sign is ${cormap.c} of ${cormap.n} points, ${equalsP(cormap.p)} (Franke et al., 2015).`

function formFactorText({ name, neutrons }: CurveOfResult): string {
  const of = name === null ? '' : `, for ${name}`
  return neutrons
    ? `neutron scattering lengths (Sears, 1992) for ${neutronText(neutrons)}${of}`
    : `atomic form factors (Waasmaier & Kirfel, 1995)${of}`
}

/** How background and errors of the measurement were treated. */
function measurementText({ name, background, errorScale }: CurveOfResult): string {
  const parts = [
    background
      ? `a constant background of ${formatUncertain(background.amount.mean, background.amount.sd)} (in the unit of the intensity)`
      : '',
    errorScale ? `a factor of ${formatMedian(errorScale.scale)} on the stated errors` : '',
  ].filter(Boolean)
  return parts.length > 0
    ? `${name === null ? '' : `For ${name}: `}${(name === null ? capital : String)(parts.join(' and '))} ${parts.length > 1 ? 'were' : 'was'} inferred together with the weights.`
    : ''
}

const capital = (text: string) => text[0]!.toUpperCase() + text.slice(1)

function recalledWords({ recalled = [] }: NonNullable<Result['variational']>): string {
  if (recalled.length === 0) return ''
  return `, ${recalled.length} of them because ensembles that hold them fit nearly as well as the best`
}

function hydrationWords(mode: string): string {
  if (mode === 'shared') return 'one for the whole library, inferred together with the weights'
  return mode === 'per-model' ? 'fitted for each model; the values are those of the library' : mode
}

const usesBar = ({ evidence }: Result) => evidence?.method.startsWith('BAR') ?? false

/** The papers that the methods of a result rest on, that of the method first. */
export function cited(result: Result): Reference[] {
  const { method, guidelines, template, cormap, rhat, evidence, formFactors, scatteringLengths } = references
  return [
    method,
    guidelines,
    template,
    cormap,
    rhat,
    ...(usesBar(result) ? [evidence] : []),
    ...(result.hydration
      ? [...new Set(curvesIn(result).map(({ neutrons }) => (neutrons ? scatteringLengths : formFactors)))]
      : []),
  ]
}

export function References({ result }: { result: Result }) {
  const papers = cited(result)
  return (
    <>
      <ol class="references">
        {papers.map(paper => (
          <li safe>{referenceText(paper)}</li>
        ))}
      </ol>
      <details class="data">
        <summary>BibTeX</summary>
        <pre class="wrapped">
          <code safe>{papers.map(bibtexOf).join('\n\n')}</code>
        </pre>
      </details>
    </>
  )
}

const possibleWords = ({ models }: Result) =>
  models.some(model => model.possible)
    ? ' Besides 95 % intervals of the posterior, intervals joined with the profile likelihood of each weight (χ² within 3.84 of its least) are given.'
    : ''

function priorWords({ details, prior }: Result): string {
  if (prior?.kind === 'inclusion')
    return 'Any number n of models could take part, with probability in proportion to 1/n, and their weights had a symmetric Dirichlet prior whose exponent was inferred.'
  const exponent = details?.priorExponent
  return `The weights had a symmetric Dirichlet prior${exponent ? ` with exponent ${formatShort(exponent)}` : ''}.`
}
