import regular from '@expo-google-fonts/arimo/400Regular/Arimo_400Regular.ttf' with { type: 'file' }
import bold from '@expo-google-fonts/arimo/700Bold/Arimo_700Bold.ttf' with { type: 'file' }

const pointsPerMm = 72 / 25.4

/**
 * A drawing of views/charts/exported as PDF: one page of its size, of lines and letters. The letters that it needs are inside,
 * of Arimo, which is as wide as Helvetica.
 */
export async function figurePdf(svg: string, title: string): Promise<Uint8Array<ArrayBuffer>> {
  // Loaded when the first is asked for: a server that draws none does without their memory.
  const [{ default: PDFDocument }, { default: draw }] = await Promise.all([
    import('pdfkit'),
    import('svg-to-pdfkit'),
  ])
  const [width, height] = sizeInPoints(svg)
  const info = { Title: title, Creator: 'BioCE' }
  // No font to begin with: the executable does not hold pdfkit's own.
  const pdf = new PDFDocument({ size: [width, height], margin: 0, font: '', info })
  const chunks: Uint8Array[] = []
  pdf.on('data', chunk => chunks.push(chunk))
  const ended = new Promise(resolve => pdf.on('end', resolve))
  pdf.registerFont('regular', await bytesOf(regular))
  pdf.registerFont('bold', await bytesOf(bold))
  draw(pdf, svg, 0, 0, { width, height, fontCallback: (_, isBold) => (isBold ? 'bold' : 'regular') })
  pdf.end()
  await ended
  return Uint8Array.from(Buffer.concat(chunks))
}

const bytesOf = async (font: string) => Buffer.from(await Bun.file(font).bytes())

/** What the drawing says first of itself, in mm. */
function sizeInPoints(svg: string): [number, number] {
  const side = (name: string) => Number(RegExp(` ${name}="([\\d.]+)mm"`).exec(svg)![1]) * pointsPerMm
  return [side('width'), side('height')]
}
