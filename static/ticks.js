// Lists with boxes to tick: one box ticks all of the page, and the number of ticked rows is told.

const all = document.querySelector('[data-tick-all]')
const told = document.querySelector('[data-ticked]')
const boxes = [...document.querySelectorAll('.selection tbody input[type=checkbox]')]

function tell() {
  const count = boxes.filter(box => box.checked).length
  told.textContent = count === 0 ? '' : `${count} of ${boxes.length} ticked`
  all.checked = count === boxes.length
  all.indeterminate = count > 0 && count < boxes.length
}

if (all) {
  all.hidden = false
  all.addEventListener('change', () => {
    for (const box of boxes) box.checked = all.checked
    tell()
  })
  for (const box of boxes) box.addEventListener('change', tell)
  tell() // a page that was left and found again keeps its ticks
}
