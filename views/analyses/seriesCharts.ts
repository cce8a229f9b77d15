import type { QuantityView, SeriesView } from '#src/analyses/seriesView.ts'
import { modelLabel } from '#src/ensemble/diagnose/index.ts'
import type { Figure } from '../charts/figure.tsx'
import { quantityChart } from '../charts/quantity.tsx'
import { paths } from '../paths.ts'
import { propertyName } from './propertyNames.ts'

/** The charts of a series by what they are of. */
export interface SeriesSection {
  title: string
  charts: Figure[]
}

/** What the charts of a table are called by: its file, for what else a page shows depends on who sees it. */
export const seriesMark = (file: string) => file.replace(/\.csv$/i, '')

const withUnit = (name: string, unit: string) => (unit ? `${name} (${unit === 'A' ? 'Å' : unit})` : name)

/** What a page calls each kind of quantity, in the order of its sections. */
const kinds: Record<
  string,
  { section: string; words(quantity: QuantityView): [title: string, label: string] }
> = {
  group: { section: 'Groups', words: ({ name }) => [`Weight of the group ${name}`, name] },
  mean: {
    section: 'Averages',
    words: ({ name, unit }) => [`Mean ${propertyName(name)}`, `mean ${withUnit(propertyName(name), unit)}`],
  },
  'effective models': {
    section: 'Averages',
    words: () => ['Effective number of models', 'effective models'],
  },
  weight: {
    section: 'Weights',
    words: ({ name }) => [`Weight of ${modelLabel(name)}`, modelLabel(name)],
  },
  'chi2 per point': { section: 'Fit', words: () => ['Fit of each curve', 'χ²/N'] },
}

/**
 * A chart for each quantity of a series, those of shares with the largest first and one axis for all of a kind. What is of no kind known
 * here is shown under its own name.
 * @param mark begins the names of its charts: `seriesMark` where they can be saved
 */
export function seriesSections(
  id: number | string,
  mark: string,
  { variable, quantities }: SeriesView,
): SeriesSection[] {
  const sections = new Map(Object.values(kinds).map(({ section }) => [section, [] as Figure[]]))
  const shares = new Map<string, number>()
  for (const quantity of quantities)
    if (isShare(quantity))
      shares.set(quantity.kind, Math.max(shares.get(quantity.kind) ?? 0, highest(quantity)))
  const numbered = quantities.map((quantity, n) => ({ quantity, n }))
  const ranked = numbered.sort((a, b) =>
    isShare(a.quantity) && isShare(b.quantity) ? heaviest(b.quantity) - heaviest(a.quantity) : a.n - b.n,
  )
  for (const { quantity, n } of ranked) {
    const { kind, name } = quantity
    const known = Object.hasOwn(kinds, kind) ? kinds[kind]! : undefined
    const [title, label] = known?.words(quantity) ?? [`${kind} ${name}`, withUnit(name, quantity.unit)]
    const chart = quantityChart({
      ...{ id: `${mark}-${n}`, title, label, variable, quantity },
      top: isShare(quantity) ? Math.min(1, 1.02 * shares.get(kind)!) : undefined,
    })
    const section = known?.section ?? 'Others'
    sections.set(section, [
      ...(sections.get(section) ?? []),
      { ...chart, saved: (ending, width) => paths.analysisChart(id, `${chart.id}.${ending}`, { width }) },
    ])
  }
  return [...sections].flatMap(([title, charts]) => (charts.length > 0 ? [{ title, charts }] : []))
}

const isShare = ({ kind }: QuantityView) => kind === 'weight' || kind === 'group'

/** What its largest mean is, by which charts are ordered. */
const heaviest = ({ points }: QuantityView) =>
  Math.max(...points.map(({ alone, smooth }) => (smooth ?? alone).mean))

const highest = ({ points }: QuantityView) =>
  Math.max(...points.flatMap(({ alone, smooth }) => [alone.upper, smooth?.upper ?? 0]))
