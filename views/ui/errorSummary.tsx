import { Html } from '@kitajs/html'
import { Icon } from './icon.tsx'
import { typographic } from './symbols.ts'

interface ErrorSummaryProps {
  /** By field name; the name '' is the form as a whole. */
  errors: Record<string, string>
  /** The HTML of the fields, which says what each is called. */
  fields?: string
}

/** What was wrong with a form: each fault under the label of its field, with a link to it. */
export function ErrorSummary({ errors, fields = '' }: ErrorSummaryProps) {
  const entries = Object.entries(errors)
  if (entries.length === 0) return ''
  return (
    <div class="error-summary" role="alert" tabindex="-1" data-focus>
      <p class="notice-title">
        <Icon name="circle-alert" />
        {titleOf(entries.filter(([name]) => name !== '').length)}
      </p>
      <ul>
        {entries.map(([name, message]) => (
          <li>
            {name === '' ? (
              <span safe>{typographic(message)}</span>
            ) : (
              <a href={`#${name}`}>
                {safeLabelIn(fields, name)}
                {Html.escapeHtml(typographic(message))}
              </a>
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}

const titleOf = (fields: number) =>
  fields === 0
    ? 'There is a problem'
    : fields === 1
      ? 'There is a problem with one field'
      : 'There are problems with some fields'

/** What a field is called where it is drawn, before what was wrong with it. As HTML: it was escaped there. */
function safeLabelIn(fields: string, name: string): string {
  let label = ''
  const quoted = `"${name.replace(/["\\]/g, '\\$&')}"`
  new HTMLRewriter()
    .on(`label[for=${quoted}], fieldset[id=${quoted}] > legend`, {
      text: ({ text }) => {
        label ||= text.trim()
      },
    })
    .transform(fields)
  return label && `${label}${label.endsWith('?') ? '' : ':'} `
}
