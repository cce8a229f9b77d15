import { expect, test } from 'bun:test'
import { ReportPage } from '#views/analyses/report.tsx'
import { methodsText } from '#views/analyses/reportText.tsx'
import { bibtexOf, references, referenceText } from '#views/pages/references.ts'
import * as data from '../support/storyData.ts'

const result = data.resultOf()
const props = {
  frame: data.frameAt('/analyses/31/report'),
  study: { id: 7, name: 'Linker ensemble', report: { organism: 'Homo "sapiens"' } },
  analysis: data.analysis,
}

test('the report fills in what it knows and leaves marked blanks for the author', () => {
  const html = String(<ReportPage {...props} outcome={data.outcomeOf()} inspection={data.inspectionOf()} />)
  const cells = new Map(
    [...html.matchAll(/<th scope="row"><span>([^<]+)<\/span><\/th>\s*<td>\s*<span>([^<]*)<\/span>/g)].map(
      ([, name, value]) => [name, value],
    ),
  )
  expect(cells.get('Models in the library')).toBe('20')
  expect(cells.get('χ² per point, p-value')).toBe('1.040, 0.28')
  expect(cells.get('CorMap p-value')).toBe('0.44 (C\u00a0=\u00a09, n\u00a0=\u00a0301)')
  expect(cells.get('Rg (Å)')).toBe('26.3\u00a0±\u00a00.2')
  expect(cells.get('Rg from P(r) (Å)')).toBe('26.50\u00a0±\u00a00.12')
  expect(cells.get('Dmax (Å) from P(r)')).toBe('90 at most (mean 85\u00a0±\u00a02)')
  expect(html).not.toContain('name="dmax"')
  expect(html).toMatch(/id="organism" class="blank" name="organism" value="Homo &#34;sapiens&#34;"/)
  expect(html).toContain('aria-label="Instrument and detector"')
  expect(html).toContain('id="fit"')
})

test('what to deposit names files of the ensemble where there are structures alone', () => {
  const outcome = data.outcomeOf()
  for (const each of [outcome, { ...outcome, traces: null }]) {
    const html = String(<ReportPage {...props} outcome={each} inspection={data.inspectionOf()} />)
    const [, deposit] = html.split('id="to-deposit"')
    const named = ['ensemble.pdb', 'ensemble.cif'].map(name => deposit!.includes(name))
    expect(named).toEqual([each.traces !== null, each.traces !== null])
    expect(deposit!.includes('weights.csv')).toBe(each.traces === null)
  }
})

test('the methods tell the fit with its p, and of a misfit that its weights mean nothing', () => {
  expect(methodsText(result)).toContain(
    'has χ² = 1.04 per point; the longest run of residuals of one sign is 9 of 301 points, p = 0.44',
  )
  expect(methodsText(result)).toContain('q from 0.008 to 0.5 1/Å')
  const words = 'No mixture of these models explains the curve: its weights mean nothing.'
  const verdict = { code: 'misfit' as const, grade: 'poor' as const, words, reasons: [] }
  expect(methodsText(result)).not.toContain(words)
  expect(methodsText({ ...result, verdict })).toContain(words)
})

test('the report of a fit that misses the curve says so where it shows weights', () => {
  const verdict = { code: 'misfit' as const, grade: 'poor' as const, words: 'No mixture.', reasons: [] }
  const outcome = { ...data.outcomeOf(), result: { ...result, verdict } }
  const html = String(<ReportPage {...props} outcome={outcome} inspection={null} />)
  expect(html).toContain('Does not fit the curve')
  expect(html.split('Not to be used: the fit misses the curve.')).toHaveLength(3)
  expect(html).toContain('class="stack void"')
})

test('without the files of the study the report says what the result knows', () => {
  const html = String(<ReportPage {...props} outcome={data.outcomeOf()} inspection={null} />)
  expect(html).toContain('(e) Ensemble modelling')
  expect(html).not.toContain('Guinier analysis')
  const older = { ...data.outcomeOf(), result: { ...data.resultOf(), distances: undefined } }
  const without = String(<ReportPage {...props} outcome={older} inspection={null} />)
  expect(without).toContain('name="dmax"')
})

test('sections of several curves are lettered on, and the last is the deposition with its checklist', () => {
  const several = data.inspectionOf()!
  const inspection = { ...several, curves: Array.from({ length: 3 }, () => several.curves[0]!) }
  const html = String(<ReportPage {...props} outcome={data.outcomeOf()} inspection={inspection} />)
  const letters = [...html.matchAll(/<th scope="rowgroup" colspan="2">\((\w+)\)/g)].map(
    ([, letter]) => letter,
  )
  expect(letters).toEqual([...'abcdefghi'])
  expect(html).toContain('(i) Data and model deposition')
  expect(html).toMatch(/id="to-deposit".*SASBDB.*result\.sascif.*PDB-IHM.*ensemble\.cif/s)
  expect(html).toContain('2023 update of template tables')
})

test('the methods paragraph tells versions, parameters and what did not go well', () => {
  const text = methodsText(result)
  for (const fact of ['bioce-web 0.1.0', '20 models', '301 points', 'seed 20261122', 'Waasmaier'])
    expect(text).toContain(fact)
  const other = { ...data.resultOf({ converged: false }), hydration: null, evidence: null, variational: null }
  expect(methodsText(other)).toContain('did not converge: R-hat of conformer-011.pdb is 1.043')
  expect(methodsText(other)).not.toContain('Waasmaier')
  expect(methodsText(other)).not.toContain('evidence')
})

test('a reference reads as text and as BibTeX', () => {
  expect(referenceText(references.cormap)).toBe(
    'Franke D, Jeffries CM, Svergun DI (2015) Correlation Map, a goodness-of-fit test for one-dimensional X-ray scattering spectra. Nature Methods 12: 419–422. doi:10.1038/nmeth.3358',
  )
  expect(referenceText(references.rhat)).toContain('Bürkner PC (2021)')
  expect(bibtexOf(references.cormap)).toContain('  pages   = {419--422},')
})
