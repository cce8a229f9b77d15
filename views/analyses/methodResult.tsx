import type { TourStep } from '#src/analyses/manifest/manifest.ts'
import type { ResultNumber, Shown } from '#src/analyses/methodOutcome.ts'
import { slimTables } from '../layout.tsx'
import { paths } from '../paths.ts'
import { Icon } from '../ui/icon.tsx'
import { FinishedPage, type FinishedProps } from './finishedPage.tsx'
import { AboutMethod, MethodFacts } from './methodForm.tsx'
import { PartCard, ResultNumbers } from './methodParts.tsx'
import { tourThrough } from './methodTour.ts'

interface MethodResultProps extends FinishedProps {
  method: { name: string; version?: string; citation?: string; help?: string; tour?: TourStep[] }
  numbers: ResultNumber[]
  shown: Shown[]
  /** The form that opens with its values; absent where it cannot be started. */
  again?: string | null
}

/** The result of an analysis that the laboratory added: what it said, what its manifest wants seen, and its files. */
export function MethodResultPage({ method, numbers, shown, again, ...facts }: MethodResultProps) {
  const { id } = facts.analysis
  const made = (
    <>
      <AboutMethod help={method.help} />
      <MethodFacts {...method} />
    </>
  )
  return (
    <FinishedPage
      {...facts}
      tablesFrom={slimTables}
      scripts={[
        'figures.js',
        ...(shown.some(({ kind }) => kind === 'series') ? ['plots.js'] : []),
        ...(shown.some(({ kind }) => kind === 'structure') ? ['structures.js'] : []),
      ]}
      tour={tourThrough(method.tour, placesOf(numbers, shown, facts.files))}
      made={made}
      actions={facts.study ? <Actions study={facts.study.id} analysis={id} again={again} /> : undefined}
    >
      {numbers.length > 0 ? <ResultNumbers numbers={numbers} /> : ''}
      {shown.map((part, i) => (
        <PartCard id={id} part={part} place={i} />
      ))}
    </FinishedPage>
  )
}

/** Where the parts of a result are on its page; a file that is not shown is among the downloads. */
const placesOf = (numbers: ResultNumber[], shown: Shown[], files: FinishedProps['files']) =>
  Object.fromEntries([
    ...files.map(({ name }) => [`results/${name}`, '#downloads']),
    ...shown.map(({ file }, i) => [`results/${file}`, `#shown-${i}`]),
    ...numbers.map(({ name }) => [`numbers/${name}`, `[data-tour-step="numbers/${name}"]`]),
  ])

interface ActionsProps {
  study: number | string
  analysis: number | string
  again: string | null | undefined
}

const Actions = ({ study, analysis, again }: ActionsProps) => (
  <>
    <a class="button quiet" href={paths.analysisReport(analysis)}>
      <Icon name="file-text" />
      Report
    </a>
    <a class="button quiet" href={paths.analysisShares(analysis)}>
      <Icon name="eye" />
      Share
    </a>
    <a class="button quiet" href={paths.comparison(study, { a: analysis })}>
      Compare
    </a>
    {again ? (
      <a class="button quiet" href={again}>
        <Icon name="rotate-ccw" />
        Run again
      </a>
    ) : (
      ''
    )}
  </>
)
