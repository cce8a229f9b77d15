import { typographic } from './symbols.ts'

/** A word with what it means, each with an address of its own on the page. */
export interface Term {
  id: string
  name: string
  text: string
  /** Under the text, such as a formula. */
  more?: JSX.Element
}

export function TermList({ terms }: { terms: Term[] }) {
  return (
    <dl class="terms">
      {terms.map(({ id, name, text, more }) => (
        <div id={id}>
          <dt safe>{name}</dt>
          <dd>
            <span safe>{typographic(text)}</span>
            {more ? <div>{more}</div> : ''}
          </dd>
        </div>
      ))}
    </dl>
  )
}
