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
  const labels = labelsIn(fields)
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
                {safeLabelOf(name, labels)}
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

interface Label {
  field: string | null
  words: string
  unit: string
  /** What stands above the fields around it, such as the name of a curve. */
  group: string
}

/** What fields are called where they are drawn. As HTML: it was escaped there. */
function labelsIn(fields: string): Label[] {
  const labels: Label[] = []
  const groups: string[] = []
  const begin = (field: string | null) =>
    void labels.push({ field, words: '', unit: '', group: groups.at(-1) ?? '' })
  const add = (part: 'words' | 'unit') => ({
    text: ({ text }: { text: string }) => {
      const label = labels.at(-1)
      if (label) label[part] ||= text.trim()
    },
  })
  new HTMLRewriter()
    .on('fieldset:not(.field), details', {
      element: group => {
        groups.push('')
        group.onEndTag(() => void groups.pop())
      },
    })
    .on('fieldset:not(.field) > legend, details > summary', {
      text: ({ text }) => void groups.push(groups.pop() || text.trim()),
    })
    .on('fieldset.field', { element: field => begin(field.getAttribute('id')) })
    .on('label', { element: label => begin(label.getAttribute('for')) })
    .on('label, fieldset.field > legend', add('words'))
    .on('.unit', add('unit'))
    .transform(fields)
  return labels
}

/** What goes before the fault of a field: its label with its unit, and its group where another has a field of the same label. */
function safeLabelOf(name: string, labels: Label[]): string {
  const label = labels.find(({ field, words }) => field === name && words)
  if (!label) return ''
  const { words, unit, group } = label
  const isOneOfSeveral = labels.filter(each => each.words === words).length > 1
  const called = (isOneOfSeveral && group ? `${group}, ${words}` : words) + (unit && ` (${unit})`)
  return `${called}${called.endsWith('?') ? '' : ':'} `
}
