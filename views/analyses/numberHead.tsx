import { Tooltip } from '../ui/tooltip.tsx'
import { type Meaning, meanings } from './meanings.ts'

interface NumberHeadProps {
  /** Which table, so that its tooltips differ from those of the same numbers elsewhere on the page. */
  of: string
  text: string
  meaning: Meaning
}

/** The head of a column of numbers, with what they mean and what is good. */
export function NumberHead({ of, text, meaning }: NumberHeadProps) {
  return (
    <th scope="col" class="number">
      <span class="head">
        <span safe>{text}</span>
        <Tooltip id={`${of}-${meaning}`} about={text}>
          {meanings[meaning]}
        </Tooltip>
      </span>
    </th>
  )
}
