import type { Recovered, TrustResult } from '../contract.ts'
import { graded, weightLimits } from './thresholds.ts'
import { formatShare } from './words.ts'

/** Edges of the classes of true weights; a model below the first is as good as absent. */
const edges = [0.01, 0.05, 0.1, 0.2, 0.3, 0.5, 1]
/** Models are found reliably from a weight on where so many are seen. */
const reliable = 0.8
/** A model with less has no weight, and may not be seen. */
const absentMax = 1e-3
/** Standard deviation of whether one 95 % interval holds; those of one replica share its noise and count as one. */
const chance = Math.sqrt(0.95 * 0.05)
/** With fewer replicas two standard errors of the share are more than a tenth, and nearly any share agrees with 95 %. */
const replicasMin = 20
const rounding = 1e-9

const holds = ({ truth, q025, q975 }: { truth: number; q025: number; q975: number }) =>
  q025 - rounding <= truth && truth <= q975 + rounding
/** The number of models of an ensemble of one model, or of all in equal shares: draws lie on one side of it, so that no interval holds it. */
const isAtEnd = (effectiveModels: number, models: number) =>
  effectiveModels < 1 + rounding || effectiveModels > models - rounding
/** As in the verdict of a result: its interval begins above 1 %. */
const isSeen = ({ q025 }: { q025: number }) => q025 > weightLimits.needed

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
/** Of what is all the same it is 0, whatever is lost in the mean. */
const spreadOf = (values: number[]) =>
  values.every(value => value === values[0]) ? 0 : rms(values.map(value => value - mean(values)))
const rms = (values: number[]) => Math.sqrt(mean(values.map(value => value * value)))

/** What of the ensembles that went in came out. `priorSd` is the sd of a weight before the data; null where it differs between models. */
export function judgeRecovery(
  names: string[],
  replicas: Recovered[],
  priorSd: number | null,
): Omit<TrustResult, 'seed' | 'measured'> {
  const models = names.map((name, k) => {
    const weights = replicas.map(replica => replica.weights[k]!)
    return {
      name,
      truth: mean(weights.map(({ truth }) => truth)),
      error: rms(weights.map(weight => weight.mean - weight.truth)),
      sd: mean(weights.map(({ sd }) => sd)),
      held: weights.filter(holds).length,
    }
  })
  const all = replicas.flatMap(({ weights }) => weights)
  const shown = all.filter(weight => weight.mean > weightLimits.unsure)
  const absent = all.filter(({ truth }) => truth < absentMax)
  const classes = edges.slice(1).flatMap((to, n) => {
    const from = edges[n]!
    const inside = all.filter(({ truth }) => truth >= from && (truth < to || to === 1))
    if (inside.length === 0) return []
    const seen = inside.filter(isSeen).length
    return [
      {
        from,
        to,
        count: inside.length,
        seen,
        held: inside.filter(holds).length,
        sd: mean(inside.map(({ sd }) => sd)),
      },
    ]
  })
  const unreliable = classes.findLastIndex(({ seen, count }) => seen < reliable * count)
  const seenFrom = classes[unreliable + 1]?.from ?? null
  const quantities = Object.keys(replicas[0]?.quantities ?? {}).flatMap(name => {
    const values = replicas.map(({ quantities }) => quantities[name]!)
    if (name === 'effectiveModels' && values.every(({ truth }) => isAtEnd(truth, names.length))) return []
    return {
      name,
      held: values.filter(holds).length,
      truthSd: spreadOf(values.map(({ truth }) => truth)),
      sd: mean(values.map(({ sd }) => sd)),
    }
  })
  const held = shown.filter(holds).length
  const judged =
    shown.length > 0
      ? graded('recovery', held / shown.length + (2 * chance) / Math.sqrt(replicas.length))
      : null
  const sd = shown.length > 0 ? mean(shown.map(weight => weight.sd)) : null
  return {
    replicas: replicas.length,
    recovered: replicas,
    converged: replicas.filter(({ converged }) => converged).length,
    misfits: replicas.filter(({ isMisfit }) => isMisfit).length,
    models,
    classes,
    seenFrom,
    shown: { held, count: shown.length, sd },
    falsePresence: { count: absent.filter(isSeen).length, of: absent.length },
    priorSd,
    quantities,
    grade: judged?.grade ?? 'poor',
    words: [
      (judged?.grade === 'good' && replicas.length < replicasMin
        ? `${held} of ${shown.length} intervals of weights above ${formatShare(weightLimits.unsure)} hold the weight. So few simulated curves cannot tell whether 95 % do: simulate ${replicasMin} or more.`
        : judged?.words) ??
        'No model has a weight above 5 % in any replica: single weights of this library cannot be told.',
      ...(sd === null
        ? []
        : [
            `Weights above ${formatShare(weightLimits.unsure)} come out with an uncertainty of ${formatShare(sd)}${priorSd === null ? '' : `, where it was ${formatShare(priorSd)} before the data`}.`,
          ]),
      seenFrom === null
        ? 'No weight in the replicas is so large that its model is found in four of five cases.'
        : `Models are found, with an interval above ${formatShare(weightLimits.needed)}, in four of five cases from a weight of ${formatShare(seenFrom)} on.`,
    ],
  }
}
