// Whatever carries data-model belongs to one model: pointing at it in the table, a plot or the 3D list marks it in all.

function mark(model, on) {
  for (const element of document.querySelectorAll(`[data-model="${CSS.escape(model)}"]`)) {
    element.classList.toggle('linked', on)
  }
  document.dispatchEvent(new CustomEvent('model', { detail: { model: Number(model), on } }))
}

for (const [name, on] of [
  ['pointerover', true],
  ['pointerout', false],
  ['focusin', true],
  ['focusout', false],
]) {
  document.addEventListener(name, event => {
    const model = event.target instanceof Element && event.target.closest('[data-model]')?.dataset.model
    if (model) mark(model, on)
  })
}
