import { paths } from '../paths.ts'
import type { Crumb } from '../ui/breadcrumbs.tsx'

interface Named {
  id: number | string
  name: string
}

/** The ways down to what stands under a study, under an analysis and under the example that anyone may open. */
export const crumbsToStudy = (study: Named): Crumb[] => [
  { text: 'My studies', href: paths.studies() },
  { text: study.name, href: paths.study(study.id) },
]

export const crumbsToAnalysis = (study: Named, analysis: Named): Crumb[] => [
  ...crumbsToStudy(study),
  { text: analysis.name, href: paths.analysis(analysis.id) },
]

/** Whoever has a link to a result sees nothing above it. */
export const crumbsToResult = (study: Named | null, analysis: Named): Crumb[] =>
  study ? crumbsToAnalysis(study, analysis) : [{ text: analysis.name, href: paths.analysis(analysis.id) }]

export const crumbsToExample: Crumb[] = [
  { text: 'Home', href: paths.home() },
  { text: 'Example result', href: paths.publicExample() },
]
