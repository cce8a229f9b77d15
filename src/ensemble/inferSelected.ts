import type { AnalysisOptions, AnalysisServices, LibraryAnalysis } from './analyse.ts'
import { inferEnsemble } from './infer.ts'
import { withLikelyErrors } from './jointCurves.ts'
import type { NuisanceInput } from './nuisance.ts'
import { Random } from './numeric/random.ts'
import { setAtNodes } from './point/atNodes.ts'
import { firstAnswerOf } from './point/firstAnswer.ts'
import { buildProblem, type InferInput, type Problem } from './problem.ts'
import { cutByDefault, type Selection, selectFrom } from './select/select.ts'
import { settingsOf } from './settings.ts'

/** c1 and contrast, which come first, as they are. */
const held = (nuisance: NuisanceInput): NuisanceInput => ({
  ...nuisance,
  sd: nuisance.sd.map((sd, p) => (p < 2 ? 0 : sd)),
})

/** Of a problem of one model, as in the best sets. */
function evidenceOf(alone: Problem, seed: number) {
  const evidence = setAtNodes(alone, [0]).evidence(Random.stream(seed, 9, 1))
  return Number.isFinite(evidence.log) ? evidence : null
}

interface Ways {
  /** The models that take part; they are selected otherwise. */
  given?: string[]
  /** What is calculated for some of the models alone, where a hydration is inferred with the weights. */
  calculatedOf?: (models: number[]) => Pick<InferInput, 'profiles' | 'nuisance' | 'nodes'>
}

/** The point answer, the selection, and the complete inference of profiles at the points of curves. */
export async function inferSelected(
  { nodes, properties, groupings, ...measured }: InferInput,
  options: AnalysisOptions,
  services: AnalysisServices,
  { given, calculatedOf }: Ways = {},
): Promise<LibraryAnalysis> {
  const input = withLikelyErrors(measured)
  // Selection, and the search of the point answer, take profiles as linear about the best fit.
  const library = buildProblem(input, options)
  const { seed } = settingsOf(options, library)
  const { curve, parts } = input
  const { scalePriorSd } = library
  const own = calculatedOf && {
    library: { ...buildProblem({ ...input, nuisance: held(input.nuisance!) }, options), scalePriorSd },
    of: (models: number[]): Problem => ({
      ...buildProblem({ curve, parts, ...calculatedOf(models) }, options),
      scalePriorSd,
    }),
  }
  const first = library.modelCount > 1 && !given ? firstAnswerOf(library, seed, own) : null
  if (first) await services.first?.(first)
  let selection: Selection | null = null
  if (!given && (options.select ?? true))
    selection = await selectFrom(library, { cut: options.cut }, services)
  const { result, draws, names, outside } = await inferEnsemble(
    { ...input, nodes, properties, groupings },
    { ...options, selected: given ?? selection?.kept },
    services,
  )
  return {
    result: {
      ...result,
      parameters: { ...result.parameters, select: selection !== null, cut: options.cut ?? cutByDefault },
      variational: selection?.result ?? null,
      hydration: null,
      details: {
        ...result.details,
        ...(first ? { leastSquares: first.answer } : {}),
        weightDropped: selection?.weightDropped ?? 0,
      },
    },
    draws,
    names,
    profiles: input.profiles,
    q: input.curve.q,
    outside,
    ...(own ? { evidenceAlone: (model: number) => evidenceOf(own.of([model]), seed) } : {}),
  }
}
