/**
 * How often 95 % intervals hold the truth, and how often a misfit is noticed, on simulated curves with what can be wrong with real
 * ones: the calibration table of docs/benchmarks.md.
 *
 *     bun test/bench/calibration.ts [--write] [--sets N] [--models K] [--prior inclusion|1/K] [--flaws a,b] [--rows FILE]
 *
 * `--rows` keeps every finished curve in a file and goes on from there after a break. `--write` puts the tables between
 * the two markers of the document. It ends with 1 where a right library is called a misfit too often, another protein is
 * not, or intervals hold too few of the true values.
 */

import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Count, type Look, lookOracle, lookOurs } from '../ensemble/calibration/look.ts'
import {
  conformersOf,
  type Flaw,
  flaws,
  otherProteins,
  simulate,
  type Truth,
  truths,
} from '../ensemble/calibration/simulated.ts'

const { values: asked } = parseArgs({
  args: process.argv.slice(2),
  options: {
    write: { type: 'boolean', default: false },
    sets: { type: 'string', default: '12' },
    models: { type: 'string', default: '10' },
    prior: { type: 'string', default: 'inclusion' },
    flaws: { type: 'string', default: flaws.join(',') },
    rows: { type: 'string' },
  },
})
const [sets, modelCount] = [Number(asked.sets), Number(asked.models)]
const prior = asked.prior === '1/K' ? '1/K' : 'inclusion'
const options = { prior, iterations: 500, iterationsMax: 2500, effort: 'gate' } as const
const wanted = flaws.filter(flaw => asked.flaws.split(',').includes(flaw))

interface Row {
  by: 'ours' | 'oracle'
  truth: Truth
  flaw: Flaw
  seed: number
  look: Look
}

const rows: Row[] =
  asked.rows && existsSync(asked.rows)
    ? readFileSync(asked.rows, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line): Row => JSON.parse(line))
        .filter(row => row.seed < sets)
    : []
const others = otherProteins()
for (let seed = 0; seed < sets; seed++) {
  // Five libraries, each used by every kind of truth and flaw.
  const conformers = conformersOf(modelCount, seed % 5)
  for (const truth of truths)
    for (const flaw of wanted)
      for (const by of ['ours', 'oracle'] as const) {
        // What the oracle sees depends on a missing state alone; a wrong protein has no oracle, and no kind of truth.
        if (by === 'oracle' && flaw !== 'nothing' && flaw !== 'missing state') continue
        if (flaw === 'wrong protein' && truth !== truths[0]) continue
        const isDone = (row: Row) =>
          row.by === by && row.truth === truth && row.flaw === flaw && row.seed === seed
        if (rows.some(isDone)) continue
        const set = simulate(conformers, others, truth, flaw, seed)
        const look = await (by === 'ours' ? lookOurs : lookOracle)(set, options)
        const row: Row = { by, truth, flaw, seed, look }
        rows.push(row)
        if (asked.rows) appendFileSync(asked.rows, `${JSON.stringify(row)}\n`)
      }
}

const sumOf = (of: Row[], key: keyof Look): Count =>
  of.reduce<Count>(
    ([held, all], { look }) => {
      const [more, count] = (look[key] as Count | undefined) ?? [0, 0]
      return [held + more, all + count]
    },
    [0, 0],
  )
const percent = (part: number, all: number) => ((100 * part) / all).toFixed(0)
/** With its Monte Carlo error, which takes every count as one of its own. */
function shareOf([held, all]: Count): string {
  if (all === 0) return '-'
  const share = (held + 1) / (all + 2)
  return `${percent(held, all)} ± ${(100 * Math.sqrt((share * (1 - share)) / all)).toFixed(0)}`
}
const rowsOf = (by: Row['by'], flaw: Flaw | null, truth: Truth | null) =>
  rows.filter(
    row => row.by === by && (flaw === null || row.flaw === flaw) && (truth === null || row.truth === truth),
  )
const tableOf = (head: string[], body: string[][]) =>
  [head, head.map(() => '---'), ...body].map(cells => `| ${cells.join(' | ')} |`).join('\n')

const columns: [string, (ours: Row[], oracle: Row[]) => string][] = [
  ['curves', ours => String(ours.length)],
  [
    'weights shown',
    (ours, oracle) => `${shareOf(sumOf(ours, 'shown'))} (${shareOf(sumOf(oracle, 'shown'))})`,
  ],
  ['the same, possible', ours => shareOf(sumOf(ours, 'shownPossible'))],
  ['true weights', (ours, oracle) => `${shareOf(sumOf(ours, 'real'))} (${shareOf(sumOf(oracle, 'real'))})`],
  ['the same, possible', ours => shareOf(sumOf(ours, 'realPossible'))],
  ['groups', (ours, oracle) => `${shareOf(sumOf(ours, 'groups'))} (${shareOf(sumOf(oracle, 'groups'))})`],
  ['Rg', (ours, oracle) => `${shareOf(sumOf(ours, 'rg'))} (${shareOf(sumOf(oracle, 'rg'))})`],
  [
    'N_eff',
    (ours, oracle) => `${shareOf(sumOf(ours, 'effective'))} (${shareOf(sumOf(oracle, 'effective'))})`,
  ],
  ['c1', ours => shareOf(sumOf(ours, 'c1'))],
  ['contrast', ours => shareOf(sumOf(ours, 'contrast'))],
  ['false presence', ours => sumOf(ours, 'falsePresence').join(' of ')],
  ['called a misfit', ours => sumOf(ours, 'misfit').join(' of ')],
  ['the same or a misfit of the shape', ours => sumOf(ours, 'noticed').join(' of ')],
  ['converged', ours => sumOf(ours, 'converged').join(' of ')],
  [
    'error of the weights, of Rg',
    ours =>
      `${(ours.reduce((sum, { look }) => sum + look.distance, 0) / ours.length).toFixed(3)}, ${Math.sqrt(ours.reduce((sum, { look }) => sum + look.rgError ** 2, 0) / ours.length).toFixed(2)} Å`,
  ],
]
/** What is told of a wrong protein. */
const judged = ['called a misfit', 'the same or a misfit of the shape']
const lineOf = (name: string, flaw: Flaw, truth: Truth | null) => {
  const ours = rowsOf('ours', flaw, truth)
  const oracle = rowsOf('oracle', flaw === 'missing state' ? flaw : 'nothing', truth)
  return flaw === 'wrong protein'
    ? [
        name,
        String(ours.length),
        ...columns.slice(1).map(([head, cell]) => (judged.includes(head) ? cell(ours, []) : '-')),
      ]
    : [name, ...columns.map(([, cell]) => cell(ours, oracle))]
}
const head = (what: string) => [what, ...columns.map(([name]) => name)]
/** The flaws that the program claims to see through. */
const harmless = (['nothing', 'background', 'errors x 2', 'errors x 1/2'] as const).filter(flaw =>
  wanted.includes(flaw),
)
const told = `${sets} sets of ${rows.length / sets} inferences, ${modelCount} models, prior ${prior}.`
const text = [
  told,
  tableOf(
    head('what is wrong'),
    wanted.map(flaw => lineOf(flaw, flaw, null)),
  ),
  tableOf(
    head('truth, nothing wrong'),
    truths.map(truth => lineOf(truth, 'nothing', truth)),
  ),
].join('\n\n')
console.log(text)

if (asked.write) {
  const path = resolve(join(import.meta.dir, '../../docs/benchmarks.md'))
  const [from, to] = ['<!-- calibration -->', '<!-- end of calibration -->']
  const document = readFileSync(path, 'utf8')
  const [before, rest] = document.split(from)
  const after = rest?.split(to)[1]
  if (after === undefined) throw new Error(`docs/benchmarks.md has no "${from}" with a "${to}" after it.`)
  writeFileSync(path, `${before}${from}\n\n${text}\n\n${to}${after}`)
}

/**
 * What must hold whatever the number of sets: shares with three of their errors to spare, where the flaws of one curve count as one, as they
 * share its noise. N_eff is not among them: no prior in use knows that neighbours in Rg are alike.
 */
const right = harmless.flatMap(flaw => rowsOf('ours', flaw, null))
const most = (count: Count, share: number) =>
  count[0] <= share * count[1] + 3 * Math.sqrt(share * (1 - share) * count[1] * harmless.length)
const least = (count: Count, share: number) => most([count[1] - count[0], count[1]], 1 - share)
const laws: [string, boolean][] = [
  ['a right library is called a misfit in 1 % of cases', most(sumOf(right, 'misfit'), 0.01)],
  [
    'a right library is called one, or one of the shape, in 3 % of cases',
    most(sumOf(right, 'noticed'), 0.03),
  ],
  ['another protein is called a misfit', least(sumOf(rowsOf('ours', 'wrong protein', null), 'misfit'), 1)],
  ...(['shown', 'groups', 'rg', 'c1', 'contrast'] as const).map((key): [string, boolean] => [
    `intervals of ${key} hold 95 %`,
    least(sumOf(right, key), 0.95),
  ]),
  ['no model without weight is called present', most(sumOf(right, 'falsePresence'), 0.01)],
]
for (const [law, holds] of laws) if (!holds) console.error(`Does not hold: ${law}.`)
if (laws.some(([, holds]) => !holds)) process.exit(1)
