// Fields of a method's form that depend on others: shown while these have the values that data-show-if names.

const valuesOf = (form, name) =>
  [...form.elements].flatMap(input => {
    if (input.name !== name) return []
    if (input.type === 'checkbox' && input.value === 'on') return [String(input.checked)]
    if (input.type === 'checkbox' || input.type === 'radio') return input.checked ? [input.value] : []
    return [input.value.trim()]
  })

for (const form of document.querySelectorAll('form:has([data-show-if])')) {
  const parts = [...form.querySelectorAll('[data-show-if]')]
  const update = () => {
    for (const part of parts) {
      const wanted = Object.entries(JSON.parse(part.dataset.showIf))
      part.hidden = !wanted.every(([name, values]) =>
        valuesOf(form, name).some(value => values.includes(value)),
      )
      // What is not seen must not keep the form from being sent.
      for (const input of part.querySelectorAll('input, select, textarea')) input.disabled = part.hidden
    }
  }
  form.addEventListener('input', update)
  update()
}
