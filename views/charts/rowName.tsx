import { shortName } from '../ui/modelName.ts'
import type { Size } from './figure.tsx'

/** Whether names and numbers have their full room; on a page the style sheet decides, by `on-wide` and `on-narrow`. */
export const isWide = ({ plane, width }: Size) => plane !== undefined || width > 400

interface NameProps {
  size: Size
  /** Where it ends. */
  right: number
  y: number
  name: string
  /** Letters of it in a file where there is little room; a page has room for thirteen, or for ten with a number. */
  lettersMin: number
  /** Its place in the order, after it. */
  place?: number
}

/** The name of a model before its row. */
export function RowName({ size, right, y, name, lettersMin, place }: NameProps) {
  const end = place === undefined ? '' : `  ${place}`
  const [long, short] = [
    shortName(name, 20) + end,
    shortName(name, size.plane ? (place ? 10 : 13) : lettersMin) + end,
  ]
  const at = { x: String(right), y: String(y), 'text-anchor': 'end' }
  if (size.plane && long !== short)
    return (
      <>
        <text class="on-wide" {...at} safe>
          {long}
        </text>
        <text class="on-narrow" {...at} safe>
          {short}
        </text>
      </>
    )
  return (
    <text {...at} safe>
      {isWide(size) ? long : short}
    </text>
  )
}
