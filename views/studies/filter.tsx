import { paths } from '../paths.ts'

/** What of their things the person asked to see. */
export interface StudyFilter {
  search?: string
  state?: string
  sort?: string
  page?: number
}

const states = [
  ['', 'Every state'],
  ['waiting', 'Waiting'],
  ['running', 'Running'],
  ['done', 'Done'],
  ['failed', 'Failed'],
  ['cancelled', 'Cancelled'],
]
const sorts = [
  ['newest', 'Newest first'],
  ['oldest', 'Oldest first'],
  ['name', 'By name'],
  ['study', 'By study'],
  ['state', 'By state'],
]

/** Search, state and order; with a script the lists follow as one types, without one a button sends it. */
export function ProfileFilter({ filter }: { filter: StudyFilter }) {
  return (
    <search>
      <form
        method="get"
        action={paths.studies()}
        class="filter"
        hx-get={paths.studies()}
        hx-trigger="input delay:300ms, submit"
        hx-target="#lists"
        hx-select="#lists"
        hx-swap="outerHTML"
      >
        <label>
          <span>Find</span>
          <input
            type="search"
            name="search"
            value={filter.search ?? ''}
            maxlength={100}
            placeholder="Part of a name"
          />
        </label>
        <Choice label="State of analyses" name="state" options={states} chosen={filter.state ?? ''} />
        <Choice label="Order" name="sort" options={sorts} chosen={filter.sort ?? 'newest'} />
        <noscript>
          <button type="submit" class="quiet">
            Show
          </button>
        </noscript>
      </form>
    </search>
  )
}

interface ChoiceProps {
  label: string
  name: string
  options: string[][]
  chosen: string
}

function Choice({ label, name, options, chosen }: ChoiceProps) {
  return (
    <label>
      <span safe>{label}</span>
      <select name={name}>
        {options.map(([value, text]) => (
          <option value={value} selected={value === chosen} safe>
            {text}
          </option>
        ))}
      </select>
    </label>
  )
}

/** From page to page of a long list. */
export function Pager({ filter, page, pages }: { filter: StudyFilter; page: number; pages: number }) {
  if (pages === 1) return ''
  const to = (page: number) => `${paths.studies({ ...filter, page })}#analyses`
  return (
    <nav class="pager" aria-label="Pages of analyses">
      {page > 1 ? <a href={to(page - 1)}>Earlier page</a> : ''}
      <span safe>{`Page ${page} of ${pages}`}</span>
      {page < pages ? <a href={to(page + 1)}>Next page</a> : ''}
    </nav>
  )
}
