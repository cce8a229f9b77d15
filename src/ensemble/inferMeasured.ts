import type { AnalysisOptions, AnalysisServices, LibraryAnalysis } from './analyse.ts'
import type { Result } from './contract.ts'
import { inferSelected } from './inferSelected.ts'
import { mean, variance } from './numeric/orderStatistics.ts'
import type { InferInput } from './problem.ts'
import { type CheckedCurve, checkHydration } from './saxs/exactCheck.ts'
import { type HydrationNodes, hydrationNodes } from './saxs/hydrationNodes.ts'
import { type MeasuredLibrary, profilesOf, scaledRows, someMeasured } from './saxs/measured.ts'
import { fitTogether, linesOf } from './saxs/sharedHydration.ts'

/** c1 and contrast (e/A^3) of each draw, [D]. */
export type HydrationDraws = NonNullable<LibraryAnalysis['hydrationDraws']>

/** The inference of weights and hydration from everything that was measured of a library. */
export async function inferMeasured(
  library: MeasuredLibrary,
  {
    shifts,
    observables,
    energies,
    properties,
    groupings,
  }: Pick<InferInput, 'shifts' | 'observables' | 'energies' | 'properties' | 'groupings'>,
  options: AnalysisOptions,
  services: AnalysisServices,
  given?: string[],
): Promise<{ analysis: LibraryAnalysis; nodes: HydrationNodes; hydrationDraws: HydrationDraws }> {
  const { curve, parts } = library
  const { about, profiles, nuisance } = aboutBest(library)
  const nodes = hydrationNodes(library, about, nuisance)
  const input = {
    curve,
    parts: parts.length > 1 ? parts : undefined,
    profiles,
    nuisance,
    shifts,
    observables,
    energies,
    properties,
    groupings,
    nodes,
  }
  const analysis = await inferSelected(input, options, services, {
    given,
    calculatedOf: models => {
      const some = someMeasured(library, models)
      const { about, ...calculated } = aboutBest(some)
      return { ...calculated, nodes: hydrationNodes(some, about, calculated.nuisance) }
    },
  })
  const { draws } = analysis
  const count = draws.nuisance.length / draws.count
  const around = (field: 'c1' | 'contrast', p: number) =>
    draws.node.map((node, d) => nodes.hydration[node][field] + draws.nuisance[d * count + p])
  return { analysis, nodes, hydrationDraws: { c1: around('c1', 0), contrast: around('contrast', 1) } }
}

/** Profiles about the hydration with which the models fit best together, and how they change with it. */
function aboutBest(library: MeasuredLibrary) {
  const { names, curve, parts } = library
  const about = fitTogether(library, { qMax: parts[0].qMax })
  const profiles = profilesOf(names, scaledRows(library, about.factors), curve.q, about)
  return { about, profiles, nuisance: linesOf(library, about) }
}

/** What a result says of a hydration that was inferred. `background` of a view is the place of its amounts among those of a draw, or -1. */
export function hydrationResult(
  { names, draws, outside }: LibraryAnalysis,
  { c1, contrast }: HydrationDraws,
  nodes: HydrationNodes,
  views: (Omit<CheckedCurve, 'background'> & { background: number })[],
): NonNullable<Result['hydration']> & { mode: 'shared' } {
  const count = draws.nuisance.length / draws.count
  const amountsOf = (p: number) => (p < 0 ? null : draws.node.map((_, d) => draws.nuisance[d * count + p]))
  const byName = new Map(views[0].partials.map((model, k) => [model.name, k]))
  const sampled = names.map(name => byName.get(name)!)
  const checked = views.map(view => ({
    ...view,
    partials: sampled.map(k => view.partials[k]),
    background: amountsOf(view.background),
  }))
  return {
    mode: 'shared',
    c1: mean(c1),
    contrast: mean(contrast),
    c1Sd: Math.sqrt(variance(c1)),
    contrastSd: Math.sqrt(variance(contrast)),
    outside: nodes.outside ?? outside,
    ...(nodes.each[0].nuisance.sd.some(sd => sd > 0)
      ? { check: checkHydration(checked, draws, { c1, contrast }) }
      : {}),
  }
}

/** Tells scales as those of other profiles, of which the mean curve has the scale `referenceScale`. */
export function takeScale(
  { result: { scale, details }, draws }: LibraryAnalysis,
  referenceScale: number,
): void {
  const factor = referenceScale / details.referenceScale
  for (const name of ['mean', 'sd', 'mcse', 'q025', 'q50', 'q975'] as const) scale[name] *= factor
  for (let d = 0; d < draws.count; d++) draws.scale[d] *= factor
  details.referenceScale = referenceScale
  details.scalePriorSd *= factor
}
