import { paths } from '../paths.ts'
import { Icon } from '../ui/icon.tsx'
import { type AdminListProps, type ListFilter, queryFacts } from './listQuery.ts'

/** What narrows a list down, and which columns it shows: one form that is sent as an address. */
export function Filters({ table, filters, columns, allColumns, query }: AdminListProps) {
  const hidden = Object.entries(query.filters).filter(([name]) => !filters.some(each => each.name === name))
  const chosen = Object.keys(query.filters).length
  return (
    <form method="get" action={paths.adminTable(table.name)} class="filters">
      <div>
        <label for="search">Search</label>
        <input id="search" name="search" type="search" value={query.search} />
      </div>
      {hidden.map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <input type="hidden" name="sort" value={query.sort} />
      {query.descending ? <input type="hidden" name="descending" value="on" /> : ''}
      {filters.map(filter => (
        <Filter filter={filter} chosen={query.filters[filter.name] ?? ''} />
      ))}
      <button type="submit" class="quiet">
        <Icon name="search" />
        Show
      </button>
      {query.search || chosen > 0 || query.columns ? <a href={paths.adminTable(table.name)}>Show all</a> : ''}
      <details>
        <summary>Columns</summary>
        <fieldset class="columns">
          <legend>Columns</legend>
          {allColumns.map(({ name, title }) => (
            <label>
              <input
                type="checkbox"
                name="columns"
                value={name}
                checked={columns.some(column => column.name === name)}
              />
              <span safe>{title}</span>
            </label>
          ))}
        </fieldset>
      </details>
    </form>
  )
}

/** One of the values there are; of a moment also any two days. */
function Filter({ filter, chosen }: { filter: ListFilter; chosen: string }) {
  const { name, title, options, isTime } = filter
  const [from = '', until = ''] = chosen.includes('..') ? chosen.split('..') : []
  const days: [end: string, label: string, value: string][] = [
    ['from', `${title} from (UTC)`, from],
    ['until', `${title} until (UTC)`, until],
  ]
  return (
    <>
      <div>
        <label for={name} safe>
          {title}
        </label>
        <select id={name} name={name}>
          <option value="">all</option>
          {options.map(option => (
            <option value={option.value} selected={chosen === option.value} safe>
              {option.text}
            </option>
          ))}
        </select>
      </div>
      {isTime && /^(at|createdAt)$/.test(name)
        ? days.map(([end, label, value]) => (
            <div>
              <label for={`${name}.${end}`} safe>
                {label}
              </label>
              <input type="date" id={`${name}.${end}`} name={`${name}.${end}`} value={value} />
            </div>
          ))
        : ''}
    </>
  )
}

export function Pages({ table, query, pages }: AdminListProps) {
  if (pages <= 1) return ''
  const hrefOf = (page: number) => paths.adminTable(table.name, { ...queryFacts(query), page })
  return (
    <nav class="pages" aria-label="Pages">
      {query.page > 1 ? (
        <a class="button quiet small" rel="prev" href={hrefOf(query.page - 1)}>
          Previous
        </a>
      ) : (
        ''
      )}
      <span>
        Page {query.page} of {pages}
      </span>
      {query.page < pages ? (
        <a class="button quiet small" rel="next" href={hrefOf(query.page + 1)}>
          Next
        </a>
      ) : (
        ''
      )}
    </nav>
  )
}
