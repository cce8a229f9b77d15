import { Card } from '../ui/card.tsx'
import { FactList } from '../ui/facts.tsx'
import { FinishedPage, type FinishedProps } from './finishedPage.tsx'

interface MethodResultProps extends FinishedProps {
  /** The few numbers that the method told of itself. */
  summary: { name: string; value: string }[]
}

/** The result of an analysis that the laboratory added: what it said, and its files. */
export function MethodResultPage({ summary, ...facts }: MethodResultProps) {
  return (
    <FinishedPage {...facts}>
      {summary.length > 0 ? (
        <Card id="numbers" title="Result">
          <FactList facts={summary.map(({ name, value }) => [name, value])} />
        </Card>
      ) : (
        ''
      )}
    </FinishedPage>
  )
}
