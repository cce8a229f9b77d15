import type { ResultTable } from '#src/analyses/methodOutcome.ts'
import type { Frame } from '../frame.ts'
import { Layout, slimTables } from '../layout.tsx'
import { paths } from '../paths.ts'
import type { Crumb } from '../ui/breadcrumbs.tsx'
import { idOf } from '../ui/idOf.ts'
import { formatCount, formatInteger } from '../ui/numbers.ts'

const pageLength = 25

export interface RowsChoice {
  /** From 1. */
  page?: number
  /** Place of the column that the rows are sorted by; as they are in the file without one. */
  column?: number
  down?: boolean
}

interface RowsProps {
  id: number | string
  /** Of the file. */
  name: string
  title: string
  table: ResultTable
  choice: RowsChoice
}

/** The rows of a table of a result, a page at a time and in a chosen order. */
export function ResultRows({ id, name, title, table: { head, rows }, choice }: RowsProps) {
  const { page = 1, column, down = false } = choice
  const place = `rows-${idOf(name)}`
  const sorted = column !== undefined && column < head.length ? sortedBy(rows, column, down) : rows
  const pages = Math.max(1, Math.ceil(rows.length / pageLength))
  const here = Math.min(page, pages)
  const link = (to: RowsChoice) => {
    const { page: number, column: by, down: isDown } = to
    return paths.analysisTable(id, name, { page: number, column: by, down: isDown ? 'yes' : undefined })
  }
  return (
    <div id={place}>
      <section class="table-wrap" tabindex="0" aria-label={title}>
        <table class={foldOf(head)}>
          <thead>
            <tr>
              {head.map((text, i) => (
                <th
                  scope="col"
                  class={isNumber(rows[0]?.[i] ?? '') ? 'number' : undefined}
                  aria-sort={i === column ? (down ? 'descending' : 'ascending') : undefined}
                >
                  <PartLink
                    place={place}
                    href={link({ column: i, down: i === column && !down })}
                    text={text}
                  />
                </th>
              ))}
            </tr>
          </thead>
          <Rows head={head} rows={sorted.slice((here - 1) * pageLength, here * pageLength)} />
        </table>
      </section>
      <p class="help" safe>
        {pages > 1
          ? `Rows ${(here - 1) * pageLength + 1} to ${Math.min(here * pageLength, rows.length)} of ${formatInteger(rows.length)}`
          : formatCount(rows.length, 'row')}
      </p>
      {pages > 1 ? (
        <nav class="contents" aria-label={`Pages of ${title}`}>
          {pagesAround(here, pages).map(at => (
            <PartLink
              place={place}
              href={link({ ...choice, page: at })}
              text={String(at)}
              isHere={at === here}
            />
          ))}
        </nav>
      ) : (
        ''
      )}
    </div>
  )
}

/** More rows fill no page that is read. */
const printedRows = 200

/** The first rows of a table, as they are printed. */
export const PrintedRows = ({ table: { head, rows } }: { table: ResultTable }) => (
  <>
    <div class="table-wrap">
      <table class={foldOf(head)}>
        <thead>
          <tr>
            {head.map((text, i) => (
              <th scope="col" class={isNumber(rows[0]?.[i] ?? '') ? 'number' : undefined} safe>
                {text}
              </th>
            ))}
          </tr>
        </thead>
        <Rows head={head} rows={rows.slice(0, printedRows)} />
      </table>
    </div>
    {rows.length > printedRows ? (
      <p class="help" safe>{`The first ${printedRows} of ${formatCount(rows.length, 'row')}.`}</p>
    ) : (
      ''
    )}
  </>
)

/** As wide as a phone. */
const columnsMost = 4

/** Rows of more columns become cards on a narrow page. */
const foldOf = (head: string[]) => (head.length > columnsMost ? 'stack' : undefined)

const Rows = ({ head, rows }: Pick<ResultTable, 'head' | 'rows'>) => (
  <tbody>
    {rows.map(row => (
      <tr>
        {row.map((cell, i) =>
          i === 0 && !isNumber(cell) ? (
            <th scope="row" safe>
              {cell}
            </th>
          ) : (
            <td
              class={isNumber(cell) ? 'number' : 'name'}
              data-label={foldOf(head) ? (head[i] ?? '') : undefined}
              safe
            >
              {cell}
            </td>
          ),
        )}
      </tr>
    ))}
  </tbody>
)

/** The first, the last and those next to one. */
const pagesAround = (here: number, pages: number) =>
  Array.from({ length: pages }, (_, at) => at + 1).filter(
    at => at === 1 || at === pages || Math.abs(at - here) <= 3,
  )

const isNumber = (text: string) => text !== '' && Number.isFinite(Number(text))

/** Numbers by their size, before words by the alphabet. */
function sortedBy(rows: string[][], column: number, down: boolean): string[][] {
  const compare = (a = '', b = '') => {
    const [x, y] = [isNumber(a), isNumber(b)]
    if (x && y) return Number(a) - Number(b)
    return x === y ? a.localeCompare(b) : x ? -1 : 1
  }
  return rows.toSorted((a, b) => compare(a[column], b[column]) * (down ? -1 : 1))
}

/** Fetched into the page of the result with a script, a page of its own without. */
function PartLink({
  place,
  href,
  text,
  isHere,
}: {
  place: string
  href: string
  text: string
  isHere?: boolean
}) {
  return (
    <a
      href={href}
      hx-get={href}
      hx-target={`#${place}`}
      hx-select={`#${place}`}
      hx-swap="outerHTML"
      aria-current={isHere ? 'page' : undefined}
      safe
    >
      {text}
    </a>
  )
}

/** The same as a page of its own. */
export function ResultRowsPage({ frame, crumbs, ...facts }: RowsProps & { frame: Frame; crumbs: Crumb[] }) {
  return (
    <Layout title={facts.title} frame={frame} crumbs={crumbs} tablesFrom={slimTables}>
      <h1 safe>{facts.title}</h1>
      <ResultRows {...facts} />
    </Layout>
  )
}
