// Lists with boxes to tick: one box ticks all of the page, and a line says how many are ticked.

const all = document.querySelector('[data-tick-all]')
const line = document.querySelector('[data-ticked]')
const boxes = [...document.querySelectorAll('.selection tbody input[type=checkbox]')]

function showCount() {
  const count = boxes.filter(box => box.checked).length
  line.textContent = count === 0 ? '' : `${count} of ${boxes.length} ticked`
  all.checked = count === boxes.length
  all.indeterminate = count > 0 && count < boxes.length
}

if (all) {
  all.hidden = false
  all.addEventListener('change', () => {
    for (const box of boxes) box.checked = all.checked
    showCount()
  })
  for (const box of boxes) box.addEventListener('change', showCount)
  showCount() // a page that was left and found again keeps its ticks
}
