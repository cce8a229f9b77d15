import type { Analysis } from '#db/schema.ts'
import { isBuiltIn } from '#src/method/builtIn.ts'
import { describeParameters, type Parameters } from '#src/method/parameters.ts'
import { type TabledSummary, tabledSummary } from '#src/method/summary.ts'
import { csvLine } from '../csv.ts'

/** A row of the table of a study's results. */
export interface TabledResult {
  id: number
  name: string
  state: Analysis['state']
  /** What was chosen, for the settings that are not the same in all rows. */
  settings: string[]
  /** Absent until it is done, and where an earlier version of the program made the result. */
  summary?: TabledSummary
}

export interface ResultsTable {
  settings: string[]
  rows: TabledResult[]
  /** How many older analyses are left out. */
  left: number
}

/** The newest analyses of a study with the built-in method, the first one first. */
const tabledMax = 100

/** @param analyses those of one study, the newest first */
export function tableResults(analyses: Analysis[]): ResultsTable {
  const ours = analyses.filter(isBuiltIn)
  const tabled = ours.slice(0, tabledMax).reverse()
  const described = tabled.map(({ parameters }) => {
    const texts = describeParameters(parameters as Parameters)
    return new Map(texts.map(({ name, value }) => [name, value]))
  })
  const names = [...new Set(described.flatMap(each => [...each.keys()]))]
  const settings = names.filter(name => new Set(described.map(each => each.get(name))).size > 1)
  const rows = tabled.map(({ id, name, state, summary }, i) => ({
    id,
    name,
    state,
    settings: settings.map(setting => described[i]!.get(setting) ?? '–'),
    summary: state === 'done' ? tabledSummary(summary) : undefined,
  }))
  return { settings, rows, left: ours.length - tabled.length }
}

/** The same as CSV: means with their 95 % intervals, unrounded. */
export function resultsCsv({ settings, rows }: ResultsTable): string {
  const head = ['analysis', 'state', ...settings, ...columns.map(([name]) => name)]
  const lines = rows.map(({ name, state, settings, summary }) =>
    csvLine([name, state, ...settings, ...columns.map(([, read]) => (summary ? (read(summary) ?? '') : ''))]),
  )
  return `${[csvLine(head), ...lines].join('\r\n')}\r\n`
}

const columns: [name: string, read: (summary: TabledSummary) => string | number | boolean | undefined][] = [
  ['verdict', ({ code }) => code ?? undefined],
  ['points', ({ points }) => points],
  ['chi2_per_point', ({ chi2PerPoint }) => chi2PerPoint],
  ['error_scale', ({ errorScale }) => errorScale ?? undefined],
  ['effective_models', ({ effectiveModels }) => effectiveModels?.mean],
  ['effective_models_lower', ({ effectiveModels }) => effectiveModels?.q025],
  ['effective_models_upper', ({ effectiveModels }) => effectiveModels?.q975],
  ['rg', ({ rg }) => rg?.mean],
  ['rg_lower', ({ rg }) => rg?.q025],
  ['rg_upper', ({ rg }) => rg?.q975],
  ['ln_evidence', ({ evidence }) => evidence?.log],
  ['ln_evidence_reach', ({ evidence }) => evidence?.reach],
  ['converged', ({ converged }) => converged],
]
