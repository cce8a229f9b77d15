// What a chart is saved as beside the SVG, PDF and CSV of the server: PNG, drawn on a canvas at the resolution of print.

/** The chart as the server saves it, its size in mm and the name of its file. */
async function fetchChart(address) {
  const answer = await fetch(address)
  if (!answer.ok) throw new Error(`the chart answered ${answer.status}`)
  const svg = await answer.text()
  const [width, height] = ['width', 'height'].map(side =>
    Number(RegExp(` ${side}="([\\d.]+)mm"`).exec(svg)[1]),
  )
  const image = new Image()
  image.src = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }))
  await image.decode()
  const [, name] = /filename\*=UTF-8''(\S+)\.svg/.exec(answer.headers.get('content-disposition')) ?? []
  return { image, width, height, name: decodeURIComponent(name ?? 'figure') }
}

/** With its resolution written down, so that it opens at its size in mm. */
export async function savePng({ png, dpi }) {
  const { image, name, ...size } = await fetchChart(png)
  const [width, height] = [size.width, size.height].map(mm => Math.round((mm / 25.4) * dpi))
  Object.assign(image, { width, height })
  const canvas = Object.assign(document.createElement('canvas'), { width, height })
  canvas.getContext('2d').drawImage(image, 0, 0, width, height)
  URL.revokeObjectURL(image.src)
  const blob = await new Promise(resolve => canvas.toBlob(resolve, 'image/png'))
  offer(new Blob([withResolution(new Uint8Array(await blob.arrayBuffer()), dpi)]), `${name}.png`)
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
