/**
 * What selection costs the answer: over simulated curves whose mixture is known, how many of its models are lost, how
 * much of the whole library's posterior is kept, and how often 95 % intervals hold the true weights.
 *
 *     bun test/bench/selection.ts [seeds]
 */

import { inferEnsemble } from '#src/ensemble/infer.ts'
import { nonNegativeLeastSquares } from '#src/ensemble/numeric/nnls.ts'
import { buildProblem, type InferInput } from '#src/ensemble/problem.ts'
import { selectEnsemble } from '#src/ensemble/select/select.ts'
import { classicModel } from '#src/ensemble/settings.ts'
import { atomSet, beadSet, type Simulated } from '../ensemble/select/simulated.ts'

const seeds = Number(process.argv[2] ?? 3)
const options = { ...classicModel, iterations: 400, iterationsMax: 1200, effort: 'gate' } as const
const silent = { report: () => {} }
/** True models with less weight are not asked for. */
const weightMin = 0.05
/** A rise of chi2 at which a model is told from all others: three standard errors. */
const toldApart = 9

const ways: [name: string, keep: (input: InferInput) => Promise<string[]>][] = [
  ['no selection', async ({ profiles }) => profiles.names],
  ['variational alone', async input => (await selectEnsemble(input, {}, silent)).result.selected],
  [
    'and those of the best fit',
    async input => {
      const { names, reduced } = buildProblem(input)
      const { amounts } = nonNegativeLeastSquares(reduced.coordinates, reduced.data)
      const { selected } = (await selectEnsemble(input, {}, silent)).result
      return names.filter((name, k) => amounts[k]! > 0 || selected.includes(name))
    },
  ],
  ['and those recalled', async input => (await selectEnsemble(input, {}, silent)).kept],
]
const tallies = ways.map(([name]) => ({
  name,
  left: 0,
  lost: 0,
  lostApart: 0,
  mass: [] as number[],
  held: 0,
  invented: 0,
}))
const total = { sets: 0, truths: 0, apart: 0, absent: 0 }

async function tell({ input, truth, missed }: Simulated): Promise<void> {
  const { names } = input.profiles
  total.sets++
  let whole: number[] = []
  for (const [place, [, keep]] of ways.entries()) {
    const kept = new Set(await keep(input))
    const { models } = (await inferEnsemble(input, { ...options, selected: [...kept] }, silent)).result
    if (place === 0) whole = models.map(model => model.weight.mean)
    const tally = tallies[place]
    tally!.left += kept.size / names.length
    tally!.mass.push(whole.reduce((sum, mean, k) => sum + (kept.has(names[k]!) ? mean : 0), 0))
    models.forEach(({ name, weight }, k) => {
      if (truth[k] === 0 && weight.q025 > 0.01) tally!.invented++
      if (truth[k]! < weightMin) return
      if (weight.q025 <= truth[k]! && truth[k]! <= weight.q975) tally!.held++
      if (kept.has(name)) return
      tally!.lost++
      if (missed[k]! > toldApart) tally!.lostApart++
    })
  }
  truth.forEach((weight, k) => {
    if (weight === 0) total.absent++
    if (weight < weightMin) return
    total.truths++
    if (missed[k]! > toldApart) total.apart++
  })
}

let seed = 0
for (const modelCount of [20, 50])
  for (let round = 0; round < seeds; round++) {
    for (const noise of [0.3, 1, 3]) await tell(beadSet(modelCount, noise, ++seed))
    for (const noise of [0.5, 1, 3])
      for (const known of [true, false]) await tell(atomSet(modelCount, noise, known, ++seed))
  }

const { sets, truths, apart, absent } = total
console.log(`${sets} curves, ${truths} true models of 5 % or more, ${apart} of them told apart by the curve`)
for (const { name, left, lost, lostApart, mass, held, invented } of tallies) {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`
  const kept = `${percent(mass.reduce((sum, value) => sum + value, 0) / sets)} (least ${percent(Math.min(...mass))})`
  console.log(
    `${name.padEnd(26)} left ${percent(left / sets)}   lost ${lost}, told apart ${lostApart}   posterior kept ${kept}   held ${percent(held / truths)}   absent but 2.5 % quantile > 0.01: ${invented} of ${absent}`,
  )
}
