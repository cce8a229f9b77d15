import { paths } from '../paths.ts'
import { Icon } from '../ui/icon.tsx'
import { type AdminListProps, queryFacts } from './listQuery.ts'

/** What narrows a list down, and which columns it shows: one form that is sent as an address. */
export function Filters({ table, filters, columns, allColumns, query }: AdminListProps) {
  const hidden = Object.entries(query.filters).filter(([name]) => !filters.some(each => each.name === name))
  const chosen = Object.keys(query.filters).length
  const summary = chosen > 0 ? `Filters and columns (${chosen} set)` : 'Filters and columns'
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
      <button type="submit" class="quiet">
        <Icon name="search" />
        Show
      </button>
      {query.search || chosen > 0 || query.columns ? <a href={paths.adminTable(table.name)}>Show all</a> : ''}
      <details open={chosen > hidden.length}>
        <summary safe>{summary}</summary>
        <div class="filters">
          {filters.map(filter => (
            <div>
              <label for={filter.name} safe>
                {filter.title}
              </label>
              <select id={filter.name} name={filter.name}>
                <option value="">all</option>
                {filter.options.map(option => (
                  <option value={option.value} selected={query.filters[filter.name] === option.value} safe>
                    {option.text}
                  </option>
                ))}
              </select>
            </div>
          ))}
        </div>
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
