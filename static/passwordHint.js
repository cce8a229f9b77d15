// Shows the strength of a new password below its field while it is typed. The server decides whether to accept it.

for (const part of document.querySelectorAll('[data-password-hint]')) {
  const input = part.querySelector('input')
  const meter = document.createElement('progress')
  const words = document.createElement('p')
  meter.max = 100
  meter.setAttribute('aria-label', 'Strength of the password')
  words.className = 'help'
  words.setAttribute('aria-live', 'polite')
  input.addEventListener('input', () => {
    const length = [...input.value].length
    const missing = input.minLength - length
    const bits = strength(input.value)
    meter.value = missing > 0 ? Math.min(30, (30 * length) / input.minLength) : Math.min(100, bits)
    words.textContent =
      length === 0
        ? ''
        : missing > 0
          ? `${missing} more character${missing === 1 ? '' : 's'}.`
          : bits < 45
            ? 'Long enough, but it may be easy to guess.'
            : bits < 70
              ? 'Good.'
              : 'Strong.'
    if (!meter.isConnected) input.closest('.field').append(meter, words)
  })
}

// A rough guess: characters that repeat their neighbour, go on from it or came before count little.
function strength(text) {
  const characters = [...text.toLowerCase()]
  let bits = 0
  characters.forEach((character, index) => {
    const step = character.codePointAt(0) - (characters[index - 1]?.codePointAt(0) ?? 0)
    const isNew = characters.indexOf(character) === index
    bits += Math.abs(step) <= 1 ? 0.5 : isNew ? 4.5 : 2.5
  })
  return bits
}
