import type { Result } from '#src/ensemble/contract.ts'
import type { Judgement } from '#src/ensemble/diagnose/index.ts'
import { Card } from '../ui/card.tsx'
import { Powers } from '../ui/powers.tsx'
import { inSymbols } from '../ui/symbols.ts'
import { Tooltip } from '../ui/tooltip.tsx'
import { ChainsFold } from './chains.tsx'
import { placeMark } from './curvesIn.ts'
import { type Figure, figuresOf } from './figures.ts'
import { meanings } from './meanings.ts'

interface NumbersProps {
  id: number | string
  result: Result
  numbers: Judgement['numbers']
}

/** The numbers of the whole ensemble, each with what it means and what is good. */
export function NumbersCard({ id, result, numbers }: NumbersProps) {
  return (
    <Card id="numbers" title="Numbers">
      <dl class="figures" data-tour-step="numbers">
        {figuresOf(result, numbers).map(figure => (
          <div>
            <dt>
              <span safe>{figure.name}</span>
              <Tooltip id={`number-${figure.meaning}${placeMark(figure.place ?? 0)}`} about={figure.name}>
                {meanings[figure.meaning]}
              </Tooltip>
            </dt>
            <dd>
              <span class={['figure-value', isDoubtful(figure) && 'doubtful']}>
                <Powers text={figure.value} />
              </span>
              {besideOf(figure) ? (
                <span class="help" safe>
                  {besideOf(figure)}
                </span>
              ) : (
                ''
              )}
            </dd>
          </div>
        ))}
      </dl>
      {result.details ? <ChainsFold id={id} /> : ''}
    </Card>
  )
}

const isDoubtful = ({ judged }: Figure) => judged !== undefined && judged !== null && judged.grade !== 'good'

/** What stands under a number; what it is good for only where that is not all. */
const besideOf = (figure: Figure) =>
  [figure.beside, isDoubtful(figure) && inSymbols(figure.judged!.words)].filter(Boolean).join('. ')
