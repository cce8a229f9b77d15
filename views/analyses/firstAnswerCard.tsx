import type { FirstAnswer } from '#src/ensemble/contract.ts'
import { curveChart } from '../charts/curve.tsx'
import { ChartFigure } from '../charts/figure.tsx'
import { Badge } from '../ui/badge.tsx'
import { Card } from '../ui/card.tsx'
import { BestSets, boundSentence } from './modelCountCard.tsx'

/** What least squares say while the analysis runs. */
export function FirstAnswerCard({ answer, fit }: FirstAnswer) {
  if (answer.best.length === 0) return ''
  return (
    <Card id="first-answer-card" title="First answer" aside={<Badge tone="quiet" text="Provisional" />}>
      <p>
        Least squares say at once which models fit best together. How sure their weights are, and whether the
        fit is good enough to trust them, is what the analysis finds out: these numbers may change.
      </p>
      <p safe>{boundSentence(answer.all)}</p>
      <BestSets answer={answer} />
      <ChartFigure
        {...curveChart({ ...fit, line: fit.curve })}
        id="first-fit"
        title="Fit of the best set"
        caption="Points: the data with one standard error. Line: the best set by the evidence."
      />
    </Card>
  )
}
