// What a chart has behind it: its data table, and its files; PNG is the SVG that the server saves, drawn on a canvas at the resolution of print.

/** Takes the chart as SVG and saves it as PNG with its resolution written down, so that it opens at its size in mm. */
async function savePng({ png, dpi }) {
  const answer = await fetch(png)
  if (!answer.ok) throw new Error(`the chart answered ${answer.status}`)
  const svg = await answer.text()
  const [width, height] = [/ width="([\d.]+)mm"/, / height="([\d.]+)mm"/].map(pattern =>
    Math.round((Number(pattern.exec(svg)[1]) / 25.4) * dpi),
  )
  const image = new Image(width, height)
  image.src = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }))
  await image.decode()
  const canvas = Object.assign(document.createElement('canvas'), { width, height })
  canvas.getContext('2d').drawImage(image, 0, 0, width, height)
  URL.revokeObjectURL(image.src)
  const blob = await new Promise(resolve => canvas.toBlob(resolve, 'image/png'))
  const name = decodeURIComponent(
    /filename\*=UTF-8''(\S+)/.exec(answer.headers.get('content-disposition'))?.[1] ?? 'figure.svg',
  )
  offer(
    new Blob([withResolution(new Uint8Array(await blob.arrayBuffer()), dpi)]),
    name.replace(/svg$/, 'png'),
  )
}

function offer(blob, name) {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

// A PNG file begins with 8 bytes of signature and its 25 of IHDR; pHYs (pixels per metre) may follow at once.
const headLength = 33

function withResolution(bytes, dpi) {
  const chunk = new DataView(new ArrayBuffer(21))
  const perMetre = Math.round(dpi / 0.0254)
  chunk.setUint32(0, 9)
  chunk.setUint32(4, 0x70485973)
  chunk.setUint32(8, perMetre)
  chunk.setUint32(12, perMetre)
  chunk.setUint8(16, 1)
  chunk.setUint32(17, checksum(new Uint8Array(chunk.buffer, 4, 13)))
  const whole = new Uint8Array(bytes.length + 21)
  whole.set(bytes.subarray(0, headLength))
  whole.set(new Uint8Array(chunk.buffer), headLength)
  whole.set(bytes.subarray(headLength), headLength + 21)
  return whole
}

/** CRC-32 as PNG wants it after each chunk. */
function checksum(bytes) {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return ~crc >>> 0
}

const widths = { 85: 'One column, 85 mm', 175: 'Two columns, 175 mm' }

/** The files of a chart, whose page `href` is. */
function menuOf(href) {
  const fileAt = (ending, width) => {
    const url = new URL(href)
    url.pathname = url.pathname.replace(/html$/, ending)
    if (width) url.searchParams.set('width', width)
    return url.href
  }
  const link = (text, address) => {
    const saved = Object.assign(document.createElement('a'), { href: address, textContent: text })
    saved.download = ''
    return saved
  }
  const row = (text, ...files) => {
    const line = document.createElement('span')
    const name = Object.assign(document.createElement('span'), { textContent: text })
    line.append(name, ...files)
    return line
  }
  const menu = Object.assign(document.createElement('span'), {
    popover: 'auto',
    className: 'popover save-menu',
  })
  for (const [width, text] of Object.entries(widths)) {
    const svg = fileAt('svg', width)
    const buttons = [300, 600].map(dpi => {
      const button = Object.assign(document.createElement('button'), { type: 'button' })
      button.textContent = `PNG, ${dpi} dpi`
      Object.assign(button.dataset, { png: svg, dpi })
      return button
    })
    menu.append(row(text, link('SVG', svg), ...buttons))
  }
  menu.append(row('Data behind it', link('CSV', fileAt('csv'))))
  return menu
}

/** Puts a button with a menu in the place of the link to the chart's page, when that is followed for the first time. */
document.addEventListener('click', event => {
  const link = event.target instanceof Element && event.target.closest('.save > a')
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return
  event.preventDefault()
  const button = Object.assign(document.createElement('button'), {
    type: 'button',
    className: link.className,
  })
  button.setAttribute('aria-label', link.getAttribute('aria-label'))
  button.append(...link.childNodes)
  const menu = menuOf(link.href)
  button.popoverTargetElement = menu
  link.replaceWith(button, menu)
  button.focus()
  button.click()
})

document.addEventListener('click', async event => {
  const button = event.target instanceof Element && event.target.closest('[data-png]')
  if (!button) return
  button.disabled = true
  try {
    await savePng(button.dataset)
  } catch (error) {
    button.textContent = 'It could not be drawn. Save the SVG.'
    console.warn(error)
  } finally {
    button.disabled = false
  }
})

/** The table is fetched when it is opened for the first time. */
document.addEventListener(
  'toggle',
  ({ target }) => {
    const link = target.matches('details.data[open]') && target.querySelector(':scope > a')
    if (link) window.htmx.ajax('GET', link.href, { target: link, select: '.data-table', swap: 'outerHTML' })
  },
  true,
)
