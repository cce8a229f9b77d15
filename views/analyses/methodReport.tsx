import type { ResultNumber, Shown } from '#src/analyses/methodOutcome.ts'
import type { Frame } from '../frame.ts'
import { Layout, slimTables } from '../layout.tsx'
import { Card } from '../ui/card.tsx'
import { FactList } from '../ui/facts.tsx'
import { typographic } from '../ui/symbols.ts'
import { crumbsToAnalysis } from './crumbs.ts'
import type { FinishedProps } from './finishedPage.tsx'
import { Checksums } from './howMade.tsx'
import { PartCard, ResultNumbers } from './methodParts.tsx'
import { ReportHead } from './reportHead.tsx'

interface ReportProps {
  frame: Frame
  study: { id: number | string; name: string }
  analysis: FinishedProps['analysis'] & { finishedAt: Date }
  method: { name: string; title?: string; version?: string; citation?: string; description?: string }
  numbers: ResultNumber[]
  shown: Shown[]
  /** The files that it was made of. */
  inputs: { name: string; sha256: string }[]
}

/** Everything that a paper needs of a method's result on one page, to be printed. */
export function MethodReportPage({ frame, study, analysis, method, numbers, shown, inputs }: ReportProps) {
  const { name, title = name, version, citation, description } = method
  const facts = [
    ['Method', [title, version].filter(Boolean).join(' ')],
    ...analysis.parameters.filter(each => each.name !== 'Method').map(each => [each.name, each.value]),
    ['To cite', citation ?? ''],
  ].filter(([, value]) => value !== '')
  return (
    <Layout
      title={`Report on ${analysis.name}`}
      frame={frame}
      crumbs={crumbsToAnalysis(study, analysis)}
      scripts={['figures.js']}
      tablesFrom={slimTables}
    >
      <ReportHead study={study} analysis={analysis} now={frame.now} />
      {numbers.length > 0 ? <ResultNumbers numbers={numbers} /> : ''}
      {shown.map((part, i) => (
        <PartCard id={analysis.id} part={part} place={i} isFinal />
      ))}
      <Card id="run" title="How it was made">
        {description ? <p safe>{typographic(description)}</p> : ''}
        <FactList facts={facts} />
        <Checksums inputs={inputs} />
      </Card>
    </Layout>
  )
}
