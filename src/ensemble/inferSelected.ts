import type { AnalysisOptions, AnalysisServices, LibraryAnalysis } from './analyse.ts'
import type { FirstAnswer } from './contract.ts'
import { inferEnsemble } from './infer.ts'
import { withLikelyErrors } from './jointCurves.ts'
import { someAtNodes } from './point/atNodes.ts'
import { firstAnswerOf } from './point/firstAnswer.ts'
import { buildProblem, type InferInput } from './problem.ts'
import { type Selection, selectFrom } from './select/select.ts'
import { settingsOf } from './settings.ts'

/** About the hydration of the best mixture a single model seems to fit far better than with its own, which the result has. */
const withoutSingles = ({ answer, fit }: FirstAnswer): FirstAnswer => ({
  answer: { ...answer, best: answer.best.filter(({ models }) => models.length > 1) },
  fit,
})

/** The point answer, the selection unless `given` says which models take part, and the complete inference of profiles at the points of curves. */
export async function inferSelected(
  { nodes, properties, groupings, ...measured }: InferInput,
  options: AnalysisOptions,
  services: AnalysisServices,
  given?: string[],
): Promise<LibraryAnalysis> {
  const input = withLikelyErrors(measured)
  // Selection, and the search of the point answer, take profiles as linear about the best fit.
  const library = buildProblem(input, options)
  const { seed } = settingsOf(options, library)
  const exactly = nodes && someAtNodes({ ...input, nodes }, options, library.scalePriorSd)
  const first = library.modelCount > 1 && !given ? firstAnswerOf(library, seed, exactly) : null
  if (first) await services.first?.(nodes ? withoutSingles(first) : first)
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
      parameters: { ...result.parameters, select: selection !== null, cut: options.cut ?? 0.01 },
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
  }
}
