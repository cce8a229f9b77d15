import { Html } from '@kitajs/html'

export interface OperatorFacts {
  /** Who runs the site and answers for the data. */
  operator: string
  /** Where the data is. */
  hosting: string
  /** Where the administrators read mail. */
  contact: string
}

/** The operator of the site, as far as the settings say. */
export function Operator({ operator, hosting, contact }: OperatorFacts) {
  const facts = [
    ['Operator and data controller', Html.escapeHtml(operator)],
    ['Place of the data', Html.escapeHtml(hosting)],
    ['Contact', contact && <a href={`mailto:${contact}`}>{Html.escapeHtml(contact)}</a>],
  ].filter(([, value]) => value)
  if (facts.length === 0) return ''
  return (
    <dl class="facts">
      {facts.map(([name, value]) => (
        <div>
          <dt>{name}</dt>
          <dd>{value as 'safe'}</dd>
        </div>
      ))}
    </dl>
  )
}
