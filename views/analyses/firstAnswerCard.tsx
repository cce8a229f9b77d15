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
        A least-squares fit shows at once which models fit best together. The analysis now finds out how
        certain their weights are and whether the fit is good enough to trust them. The numbers can change.
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
