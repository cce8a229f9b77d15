// Tables marked data-sortable: a click on a heading sorts the rows in place. data-sort on a cell overrides its text.

/** The number that a text begins with, as pages write it: 1,234 and −0.5. */
const numeric = text => {
  const value = Number.parseFloat(text.replaceAll(/(?<=\d)[ ,](?=\d{3})/g, '').replace('−', '-'))
  return Number.isNaN(value) ? null : value
}

function keyOf(row, column) {
  const cell = row.cells[column]
  return cell?.dataset.sort ?? cell?.textContent.trim() ?? ''
}

export function compare(a, b) {
  const [x, y] = [numeric(a), numeric(b)]
  const isTime = a.includes('T') && a.endsWith('Z')
  if (!isTime && x !== null && y !== null) return x - y
  return a.localeCompare(b, undefined, { numeric: true })
}

function sort(table, heading, column) {
  const descending = heading.getAttribute('aria-sort') === 'ascending'
  for (const other of table.tHead.rows[0].cells) other.removeAttribute('aria-sort')
  heading.setAttribute('aria-sort', descending ? 'descending' : 'ascending')
  for (const body of table.tBodies) {
    const rows = [...body.rows]
    rows.sort((a, b) => compare(keyOf(a, column), keyOf(b, column)) * (descending ? -1 : 1))
    body.append(...rows)
  }
}

for (const table of document.querySelectorAll('table[data-sortable]')) {
  for (const [column, heading] of [...table.tHead.rows[0].cells].entries()) {
    const words = heading.querySelector('.head > span') ?? heading
    if (words.querySelector('.visually-hidden')) continue
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'sort'
    button.textContent = words.textContent.trim()
    button.addEventListener('click', () => sort(table, heading, column))
    words.replaceChildren(button)
  }
}
