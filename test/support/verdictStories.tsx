import type { AnalysisOutcome } from '#src/analyses/outcome.ts'
import type { Result } from '#src/ensemble/contract.ts'
import { ComparisonPage } from '#views/analyses/comparison.tsx'
import { FailedPage } from '#views/analyses/failed.tsx'
import { ReportPage } from '#views/analyses/report.tsx'
import { drawResult, ResultPage } from '#views/analyses/result.tsx'
import { Compared } from '#views/analyses/resultsCompared.tsx'
import { analysis, frameAt, inspectionOf, outcomeOf, resultFiles, sidesOf } from './storyData.ts'

/** Results that must not be used as they are, and analyses that ended without one. */

const study = { id: 7, name: 'Linker ensemble', models: 20, points: 301 }
const ids = { frame: frameAt('/analyses/31'), study, analysis, files: resultFiles }

/** A result whose measured curve is changed after the fit; chi2 and the regions follow, the rest is what such a curve gives. */
function misfitting(change: (q: number, intensity: number) => number, found: Partial<Result['fit']>) {
  const outcome = outcomeOf()
  const { fit, details } = outcome.result
  const intensity = fit.q.map((q, i) => change(q, fit.intensity[i]!))
  const squares = intensity.map((value, i) => ((value - fit.model[i]!) / fit.sigma[i]!) ** 2)
  const sum = (from = 0, to = squares.length) => squares.slice(from, to).reduce((a, b) => a + b, 0)
  const chi2PerPoint = sum() / squares.length
  let from = 0
  const chi2ByRegion = details!.chi2ByRegion.map(region => {
    const start = from
    from += region.points
    return { ...region, chi2PerPoint: sum(start, from) / region.points }
  })
  // What the least-squares fits miss of the curve, they miss of the changed one too.
  const worse = <T extends { chi2PerPoint: number }>(each: T) => ({
    ...each,
    chi2PerPoint: each.chi2PerPoint + chi2PerPoint - fit.chi2PerPoint,
  })
  const { leastSquares, bestSingle } = details!
  return {
    outcome,
    fit: { ...fit, intensity, chi2PerPoint, ...found },
    details: {
      ...details!,
      chi2ByRegion,
      bestSingle: worse(bestSingle!),
      leastSquares: { ...leastSquares!, all: worse(leastSquares!.all), best: leastSquares!.best.map(worse) },
    },
  }
}

/** Of a sample that aggregates: what scatters at small q is of no model. */
function misfitOutcome(): AnalysisOutcome {
  const { outcome, fit, details } = misfitting(
    (q, intensity) => intensity * (1 + 0.55 * Math.exp(-((q / 0.035) ** 2))),
    { chi2P: 1e-300, cormap: { n: 301, c: 34, p: 2e-9 } },
  )
  const chi2 = fit.chi2PerPoint * fit.q.length
  const result = {
    ...outcome.result,
    fit,
    details: {
      ...details,
      misfit: { chi2, degrees: 294.9, p: 1e-300 },
      posteriorPredictiveP: 0,
      shape: { directions: 13, chi2: 0.9 * chi2, degrees: 9.2, p: 1e-300 },
    },
  }
  return { ...outcome, result, guinier: { ...outcome.guinier!, rg: 38.4, rgError: 0.9 } }
}

/** The fit is fair, and what is left waves: a conformation is missing. */
function shapeOutcome(): AnalysisOutcome {
  const { outcome, fit, details } = misfitting(
    (q, intensity) => intensity * (1 + 0.007 * Math.sin(70 * q) * Math.exp(-6 * q)),
    { chi2P: 0.02, cormap: { n: 301, c: 19, p: 1e-3 } },
  )
  const misfit = { chi2: fit.chi2PerPoint * fit.q.length, degrees: 294.9, p: 0.02 }
  const shape = { directions: 13, chi2: 61, degrees: 9.2, p: 9e-10 }
  return { ...outcome, result: { ...outcome.result, fit, details: { ...details, misfit, shape } } }
}

/** The chains disagree. */
function unsettledOutcome(): AnalysisOutcome {
  const outcome = outcomeOf({ converged: false })
  const reasons = ['R-hat of the weight of conformer-011 is 1.043, and should fall below 1.01']
  return { ...outcome, result: { ...outcome.result, sampler: { ...outcome.result.sampler, reasons } } }
}

const pageOf = (outcome: AnalysisOutcome) => (
  <ResultPage
    {...ids}
    parts={drawResult({ id: 31, study: 7, outcome, choice: {}, files: resultFiles })}
    canSimulate
  />
)

const ended = { id: 30, name: 'First try', finishedAt: analysis.finishedAt, parameters: analysis.parameters }

export const verdictStories: Record<string, () => JSX.Element> = {
  resultMisfit: () => pageOf(misfitOutcome()),
  resultShape: () => pageOf(shapeOutcome()),
  resultNotConverged: () => pageOf(unsettledOutcome()),
  resultFewPoints: () => pageOf(outcomeOf({ points: 8 })),
  reportMisfit: () => (
    <ReportPage
      frame={frameAt('/analyses/31/report')}
      study={{ ...study, report: null }}
      analysis={analysis}
      outcome={misfitOutcome()}
      inspection={inspectionOf()}
    />
  ),
  comparisonMisfit: () => (
    <ComparisonPage
      frame={frameAt('/studies/7/comparison')}
      study={study}
      choices={[
        { id: 31, name: 'Defaults' },
        { id: 28, name: 'No selection' },
      ]}
      chosen={[31, 28]}
    >
      <Compared
        sides={[
          { ...sidesOf()[0], result: misfitOutcome().result },
          {
            ...sidesOf()[1],
            result: { ...outcomeOf({ points: 240 }).result, models: sidesOf()[1].result.models },
          },
        ]}
      />
    </ComparisonPage>
  ),
  failedBug: () => (
    <FailedPage
      frame={frameAt('/analyses/30')}
      study={study}
      analysis={{
        ...ended,
        state: 'failed',
        reason: 'The calculation died 3 times without saying why.',
        advice: 'Run it again. If it fails again, send the administrators the number of this analysis.',
        canPass: true,
      }}
      again="/studies/7/analyses/new?from=30"
    />
  ),
  cancelled: () => (
    <FailedPage
      frame={frameAt('/analyses/30')}
      study={study}
      analysis={{
        ...ended,
        state: 'cancelled',
        reason: 'You cancelled it.',
        advice: 'You can run it again at any time.',
        canPass: true,
      }}
      again={null}
    />
  ),
}
