import regular from '@expo-google-fonts/arimo/400Regular/Arimo_400Regular.ttf' with { type: 'file' }
import bold from '@expo-google-fonts/arimo/700Bold/Arimo_700Bold.ttf' with { type: 'file' }
import { withoutEnding } from '#src/ensemble/diagnose/index.ts'
import { contentHash } from '#src/method/contentHash.ts'
import { createCache } from '../memoryCache.ts'

const pointsPerMm = 72 / 25.4

/** A drawing takes a tenth of a second, and a result has nine, which its archive and each of its links ask for again. */
const keep = createCache<Uint8Array<ArrayBuffer>>(8e6, pdf => pdf.length)

/**
 * A drawing of views/charts/exported as PDF: one page of its size, of lines and letters. The letters that it needs are inside,
 * of Arimo, which is as wide as Helvetica. Its scripts are Latin, Greek, Cyrillic and Hebrew: names in others give way to the place of
 * their model in the library.
 *
 * @param models names, in the order of the library
 */
export function figurePdf(svg: string, title: string, models: string[]): Promise<Uint8Array<ArrayBuffer>> {
  return keep(contentHash([svg, title, models]), () => makePdf(svg, title, models))
}

async function makePdf(svg: string, title: string, models: string[]): Promise<Uint8Array<ArrayBuffer>> {
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
  const { font } = (pdf.font('regular') as unknown as { _font: { font: GlyphsOfFont } })._font
  const drawn = withGlyphsOf(font, svg, models)
  pdf.registerFont('bold', await bytesOf(bold))
  draw(pdf, drawn, 0, 0, { width, height, fontCallback: (_, isBold) => (isBold ? 'bold' : 'regular') })
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

/** As pdfkit holds a font, which its types do not tell. */
interface GlyphsOfFont {
  hasGlyphForCodePoint(code: number): boolean
}

function withGlyphsOf(font: GlyphsOfFont, svg: string, models: string[]): string {
  const isMissing = (letter: string) => letter > '~' && !font.hasGlyphForCodePoint(letter.codePointAt(0)!)
  const names = models.map(name => Bun.escapeHTML(withoutEnding(name)))
  return svg.replaceAll(/(?<=>)[^<]+/g, text =>
    [...text].some(isMissing)
      ? [...withPlace(text, names)].map(letter => (isMissing(letter) ? codeOf(letter) : letter)).join('')
      : text,
  )
}

/** The name in a text of a chart, of which there may be the end alone, as the place of its model. */
function withPlace(text: string, names: string[]): string {
  const [cut, end = ''] = /…(.+?)(?= {2}\d+$|$)/.exec(text) ?? []
  const found = cut
    ? names.filter(name => name.endsWith(end))
    : names
        .filter(name => text.includes(name))
        .toSorted((a, b) => b.length - a.length)
        .slice(0, 1)
  const [name] = found
  return name === undefined || found.length > 1
    ? text
    : text.replace(cut ?? name, `model ${names.indexOf(name) + 1}`)
}

/** `U+6A21` */
const codeOf = (letter: string) => `U+${letter.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')} `
