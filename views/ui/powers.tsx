import { Html } from '@kitajs/html'

/** Powers of ten, of the unit and of a distance are text with raised digits, `10⁻⁸`; few fonts have all of them, and 10⁻⁸ without its sign is 10⁸. */
const raisedDigits = '⁰¹²³⁴⁵⁶⁷⁸⁹'
const power = /(?<=10|[Årm](?=⁻))(⁻?[⁰¹²³⁴-⁹]+)/

const lowered = (exponent: string) =>
  [...exponent].map(sign => (sign === '⁻' ? '−' : raisedDigits.indexOf(sign))).join('')

/** Where such a text, or an inverse length as it is typed, is split: before, the exponent in plain digits, after. */
function partsOf(text: string) {
  const raisedText = text.replace(
    /(?<![\w/])1\/(Å|nm\b)(²?)/,
    (_, length, square) => `${length}⁻${square || '¹'}`,
  )
  const [before = '', exponent = '', after = ''] = raisedText.split(power)
  return { before, exponent: lowered(exponent), after }
}

/** On a page. */
export function Powers({ text }: { text: string }) {
  const { before, exponent, after } = partsOf(text)
  if (!exponent) return <>{Html.escapeHtml(before)}</>
  return (
    <>
      <span safe>{before}</span>
      <sup safe>{exponent}</sup>
      <span safe>{after}</span>
    </>
  )
}

/** In a drawing. */
export function DrawnPowers({ text }: { text: string }) {
  const { before, exponent, after } = partsOf(text)
  if (!exponent) return <>{Html.escapeHtml(before)}</>
  return (
    <>
      <tspan safe>{before}</tspan>
      <tspan dy="-5" font-size="75%" safe>
        {exponent}
      </tspan>
      {after ? (
        <tspan dy="5" safe>
          {after}
        </tspan>
      ) : (
        ''
      )}
    </>
  )
}
