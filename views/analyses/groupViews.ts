import type { Interval, Result, Summary } from '#src/ensemble/contract.ts'
import { saysMore } from '#src/ensemble/diagnose/index.ts'

/** One group of models as a table shows it. */
interface GroupRow {
  /** As a column of the user's names it. */
  label: string | null
  models: string[]
  weight: Summary
  possible?: Interval
  /** How far its members are apart, and how large they are; empty where that is not known. */
  width: string
  rg: string
}

/** One way to put the models of a result into groups. */
export interface GroupView {
  text: string
  /** What makes models a group, in a sentence. */
  sentence: string
  /** Whether every model is in one of them, so that shares of the library mean something. */
  isWhole: boolean
  rows: GroupRow[]
}

/** The ways to group the models of a result: by their curves where some are alike or sure of a weight only together, by their structures, and by each column that names groups. */
export function groupViews({ models: all, details }: Result): GroupView[] {
  if (!details) return []
  const { clusters, groupings = [] } = details
  const byCurve = clusters.some(cluster => saysMore(cluster, all))
    ? [
        {
          text: 'By curve',
          sentence:
            'The data tell the weight of each group, but not how its members share it; groups are as small as that allows.',
          isWhole: false,
          rows: clusters.map(({ models, weight, possible, diameter }) => ({
            ...{ label: null, models, weight, possible, rg: '' },
            width: models.length > 1 ? `${diameter.toFixed(1)} σ` : '–',
          })),
        },
      ]
    : []
  const others = groupings.map(({ by, name, groups }) => ({
    text: by === 'structure' ? 'By structure' : `By ${name}`,
    sentence:
      by === 'structure'
        ? 'The distances between the residues of models of one group are alike; their curves need not be.'
        : `As the column ${name} of the properties says.`,
    isWhole: true,
    rows: groups.map(({ label, models, weight, possible, diameter, rg }) => ({
      ...{ label, models, weight, possible },
      width: diameter === null ? '' : `${diameter.toFixed(1)} Å`,
      rg: rg ? `${rg.lower.toFixed(1)} – ${rg.upper.toFixed(1)}` : '',
    })),
  }))
  return [...byCurve, ...others]
}
