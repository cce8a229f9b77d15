import { describe, expect, test } from 'bun:test'
import { messageOf } from '#src/ensemble/faults/index.ts'
import { readCurve } from '#src/ensemble/formats/index.ts'
import { type MadeRow, madeRows, plainText, written } from './madeCurve.ts'

/** Every dialect and format holds the same 120 points, and they must come out of it as they went in. */

const n = (text: string) => Number(text)
const [q, intensity, sigma] = [0, 1, 2].map(column => madeRows.map(row => n(row[column as 0])))
const inNanometres = (row: MadeRow) => [(10 * n(row[0])).toFixed(4), row[1], row[2]]

function expectWhole(content: string | Uint8Array, name = 'a.dat') {
  const file = readCurve(content, name)
  expect(file.curve.q.length).toBe(120)
  for (const [i, value] of file.curve.q.entries()) expect(value).toBeCloseTo(q![i]!, 9)
  for (const [i, value] of file.curve.intensity.entries()) expect(value / intensity![i]!).toBeCloseTo(1, 4)
  for (const [i, value] of file.curve.sigma.entries()) expect(value / sigma![i]!).toBeCloseTo(1, 3)
  return {
    ...file,
    codes: file.warnings.map(each => each.code as string),
    said: file.warnings.map(messageOf),
  }
}

const utf16 = (text: string, { big = false, mark = false }) => {
  const bytes = Buffer.from((mark ? '\uFEFF' : '') + text, 'utf16le')
  return new Uint8Array(big ? bytes.swap16() : bytes)
}
const comma = (row: MadeRow) => row.map(field => n(field).toFixed(8).replace('.', ','))

describe('dialects of text, without a word:', () => {
  const dialects: [string, string | Uint8Array][] = [
    ['tabs and CRLF', written(row => row.join('\t'), '\r\n')],
    ['old Mac line ends', written(row => row.join(' '), '\r')],
    [
      'a comment among the rows',
      written((row, i) => (i === 60 ? `# detector 2\n${row.join(' ')}` : row.join(' '))),
    ],
    ['blank lines among the rows', written((row, i) => (i % 40 ? row.join(' ') : `\n${row.join(' ')}`))],
    ['quoted fields', `"q","I","sigma"\n${written(row => row.map(field => `"${field}"`).join(','))}`],
    ['quoted fields and semicolons', written(row => row.map(field => `"${field}"`).join(';'))],
    [
      'quoted decimal commas',
      `"q","I","err"\n${written(row =>
        comma(row)
          .map(field => `"${field}"`)
          .join(','),
      )}`,
    ],
    ['semicolons and decimal commas', `q;I;Fehler\n${written(row => comma(row).join(';'))}`],
    ['tabs and decimal commas', written(row => comma(row).join('\t'))],
    ['the index column of pandas', `,q,I,sigma\n${written((row, i) => [i, ...row].join(','))}`],
    ['row numbers without a header', written((row, i) => [i + 1, ...row].join(' '))],
    ['columns in another order by name', `I, dI, q\n${written(([q, i, s]) => [i, s, q].join(', '))}`],
    ['FORTRAN', written(row => row.map(field => n(field).toExponential(7).replace('e', 'D')).join('  '))],
    ['UTF-16, small end first, with its mark', utf16(plainText, { mark: true })],
    ['UTF-16, small end first', utf16(`q I error\r\n${plainText}`, {})],
    ['UTF-16, big end first, with its mark', utf16(plainText, { big: true, mark: true })],
    ['UTF-16, big end first', utf16(`q I error\r\n${plainText}`, { big: true })],
    ['Latin-1', new Uint8Array(Buffer.from(`q (\u00c5^-1)\tI\terr\n${plainText}`, 'latin1'))],
    ['a table of Markdown', `| q | I | err |\n|---|---|---|\n${written(row => `| ${row.join(' | ')} |`)}`],
    ['errors behind a sign', written(row => `${row[0]}\t${row[1]} ± ${row[2]}`)],
    ['errors behind two signs', written(row => `${row[0]} ${row[1]} +/- ${row[2]}`)],
    ['what q is, and no angle', `# q = 4*pi*sin(theta)/lambda, 2theta below 5\n# q I err\n${plainText}`],
    ['units of the other columns', `Q (A-1), I (cm-1), s (cm-1)\n${written(row => row.join(', '))}`],
    [
      'subtracted beside sample and buffer',
      `q I_sample I_buffer I_sub err\n${written(([q, i, s]) => [q, n(i) + 1, 1, i, s].join(' '))}`,
    ],
    [
      'words and numbers above, words below',
      `lysozyme 2.0 mg/ml 25 C\n10 mM HEPES 7.5\n${plainText}\ncreator: almerge`,
    ],
    [
      'the footer of RAW',
      `### DATA:\n#\n# 120\n#  Q  I(Q)  Error\n${plainText}\n### HEADER:\n#\n#{\n#    "a": [1.0, 2.0]\n#}\n`,
    ],
  ]
  test.each(dialects)('%s', (_, content) => expect(expectWhole(content).codes).toEqual([]))
})

describe('units by what the file says:', () => {
  test.each([
    ['q [nm⁻¹];I [1/cm];sigma', ';'],
    ['#       q_nm^-1             I         sigma', '  '],
    ['# q (1/nm) I error', ' '],
    ['Q(nm-1)\tI(Q)\tsd', '\t'],
  ])('%s', (head, separator) => {
    expect(expectWhole(`${head}\n${written(row => inNanometres(row).join(separator))}`).unit).toBe('1/nm')
  })
  test('the line nearest above the data counts', () => {
    const { unitGuess } = expectWhole(`converted from nm-1\n# q (A^-1) I error\n${plainText}`)
    expect(unitGuess).toEqual({ unit: '1/A', reason: 'the header says 1/A', isStated: true })
  })
})

describe('no measured point is lost, and each change is told with its count:', () => {
  const lines = plainText.split('\n')
  const overlap = [...lines.slice(0, 70), ...lines.slice(50).map(line => `${line} `)]
  const cases: [string, string, string[]][] = [
    [
      'q that falls',
      lines.toReversed().join('\n'),
      ['q decreases from row to row: the order of the 120 points is reversed'],
    ],
    [
      'a seam where q falls back a little',
      [...lines.slice(0, 60), lines[61], lines[60], ...lines.slice(62)].join('\n'),
      ['q decreases once, as where detector ranges overlap: all points are kept and sorted by q (2 moved)'],
    ],
    [
      'a line of words between two blocks',
      [...lines.slice(0, 60), 'second detector', ...lines.slice(60)].join('\n'),
      ['line 61 holds words among the rows of numbers; the rows before and after are read as one curve'],
    ],
    [
      'two rows before words',
      [...lines.slice(0, 2), 'gap', ...lines.slice(2)].join('\n'),
      ['line 3 holds words among the rows of numbers; the rows before and after are read as one curve'],
    ],
    [
      'the rows of an overlap twice',
      overlap.join('\n'),
      [
        'q decreases once, as where detector ranges overlap: all points are kept and sorted by q (38 moved)',
        'line 71, 72, 73, 74, 75 and 15 more repeats all numbers of another row and is left out',
      ],
    ],
    [
      'rows of the beam stop',
      `0 0 0\n0.001 0 0\n0.002 0 0.1\n${plainText}`,
      ['3 rows with intensity 0 (line 1, 2, 3) are left out: they mark the beam stop or masked pixels'],
    ],
    [
      'masked rows',
      `0 nan nan\n0.002 NaN NaN\n${plainText}\n0.36 nan nan`,
      ['3 rows without a value (line 1, 2, 123) are left out'],
    ],
    ['negative q', `-0.02 0.5 0.01\n${plainText}`, ['1 row at negative q (line 1) is left out']],
    [
      'intensity before q',
      written(([q, i, s]) => [i, q, s].join(' ')),
      ['q is read from column 2 and the intensity from column 1, by what they hold'],
    ],
    [
      'the error before the intensity',
      written(([q, i, s]) => [q, s, i].join(' ')),
      ['q is read from column 1 and the intensity from column 3, by what they hold'],
    ],
    [
      'q at the end',
      written(([q, i, s]) => [i, s, q].join(' ')),
      ['q is read from column 3 and the intensity from column 1, by what they hold'],
    ],
    ...[1, 100].map((percent): [string, string, string[]] => [
      `relative errors, times ${percent}`,
      written(([q, i, s]) => [q, i, (percent * n(s)) / n(i)].join(' ')),
      [
        'the error column holds relative errors and is multiplied by the intensity: only then do the errors match the scatter of the points',
      ],
    ]),
  ]
  test.each(cases)('%s', (_, text, sentences) => {
    expect(expectWhole(text).said).toEqual(sentences.map(sentence => `a.dat: ${sentence}`))
  })

  test('points that share their q are kept', () => {
    const rounded = written(([q, i, s]) => [n(q).toFixed(2), i, s].join(' '))
    const { curve, warnings } = readCurve(rounded, 'a.dat')
    expect(curve.q.length).toBe(120)
    expect(warnings).toEqual([{ code: 'curve.repeated_q', values: { points: 85 }, file: 'a.dat' }])
  })

  test('errors that are missing are estimated from the scatter, or taken from the neighbours', () => {
    const none = readCurve(
      written(([q, i]) => `${q} ${i}`),
      'a.dat',
    )
    expect(none.warnings.map(each => each.code)).toEqual(['curve.errors_estimated'])
    const ratios = [...none.curve.sigma].map((error, i) => error / sigma![i]!).sort((a, b) => a - b)
    expect(ratios[60]).toBeGreaterThan(0.75)
    expect(ratios[60]).toBeLessThan(1.35)
    const some = readCurve(
      written(([q, i, s], at) => [q, i, at === 50 ? '0' : s].join(' ')),
      'a.dat',
    )
    expect(some.warnings).toEqual([{ code: 'curve.bad_errors', values: { lines: [51] }, file: 'a.dat' }])
    expect(some.curve.sigma[50]! / sigma![50]!).toBeCloseTo(1, 2)
  })
})

describe('formats:', () => {
  const pdhRows = written(row => inNanometres(row).join('   '))
  const pdh = (rows: string, tail = '') =>
    `protein in buffer\nSAXS BOX\n      120   0   0   0   0   0   0   0\n  0.0E+00  2.64E+02  0.0E+00  1.0E+00  1.542E-01\n  0 0 0 0 0\n${rows}\n${tail}`
  const points = (unit: string, factor: number, error = '') =>
    written(
      ([q, i, s]) =>
        `<Idata><Q unit="${unit}">${n(q) * factor}</Q><I unit="1/cm">${i}</I><Idev unit="1/cm">${s}</Idev>${error}</Idata>`,
    )
  const canSas = (data: string, prefix = '') =>
    `<?xml version="1.0"?>\n<!-- <Idata> -->\n<SASroot version="1.1"><SASentry name="a"><Title>lysozyme</Title>${data}</SASentry></SASroot>`.replace(
      /<(\/?)(?=[A-Z])/g,
      `<$1${prefix}`,
    )

  test('Anton Paar PDH, by its XML or without', () => {
    const told = expectWhole(
      pdh(pdhRows, '<?xml version="1.0"?>\n<parameters><q unit="1/nm"/></parameters>'),
      'a.pdh',
    )
    expect(told).toMatchObject({
      format: 'pdh',
      codes: [],
      unitGuess: { unit: '1/nm', reason: 'the file says 1/nm' },
    })
    expect(expectWhole(pdh(pdhRows)).unitGuess.reason).toBe('Anton Paar files have q in 1/nm')
    const cut = readCurve(pdh(pdhRows.split('\n').slice(0, 100).join('\n')), 'a.pdh')
    expect(cut.warnings[0]).toMatchObject({ code: 'curve.other_count', values: { stated: 120, points: 100 } })
  })

  test('canSAS 1D with its units, a prefix and the errors of q', () => {
    expect(expectWhole(canSas(`<SASdata>${points('1/A', 1)}</SASdata>`))).toMatchObject({
      format: 'canSAS',
      codes: [],
      unit: '1/A',
    })
    const nm = expectWhole(
      canSas(`<SASdata>${points('nm^-1', 10, '<Qdev unit="1/nm">0.05</Qdev>')}</SASdata>`, 'cs:'),
    )
    expect(nm.unitGuess).toEqual({ unit: '1/nm', reason: 'the file says 1/nm', isStated: true })
    expect(nm.curve.dq![7]).toBeCloseTo(0.005, 9)
    expect(expectWhole(canSas(`<SASdata>${points('1/m', 1e10)}</SASdata>`)).unit).toBe('1/A')
  })

  test('of several canSAS curves the first is read, of the parts of one all', () => {
    const all = points('1/A', 1)
    const several = expectWhole(
      canSas(`<SASdata name="one">${all}</SASdata><SASdata name="two">${all}</SASdata>`),
    )
    expect(several.said).toEqual([
      'a.dat: the file holds 2 curves: "one" with 120 points is read, not two (120)',
    ])
    const [low, high] = [all.split('\n').slice(0, 60), all.split('\n').slice(60)].map(part => part.join('\n'))
    expect(expectWhole(canSas(`<SASdata>${low}</SASdata><SASdata>${high}</SASdata>`)).codes).toEqual([])
  })

  test('six columns of NIST and four of other neutrons keep the resolution', () => {
    const six = written(row => [...row, String(0.1 * n(row[0])), row[0], '1'].join('   '))
    const nist = expectWhole(
      `MAY06001.ABS  CREATED 21-NOV\nMON CNT   LAMBDA   DET ANG\n 1.0E+08  6.0  0.14  7.0  1.3  1\nThe 6 columns are | Q (1/A) | I(Q) (1/cm) | std. dev. I(Q) (1/cm) | sigmaQ | meanQ | ShadowFactor|\n${six}`,
      'x.ABS',
    )
    expect(nist).toMatchObject({ format: 'NIST', codes: ['curve.rows_of_header'] })
    expect(nist.curve.dq![0]).toBeCloseTo(0.001, 9)
    for (const head of ['', '#  Q  I(Q)  Error  dQ\n'])
      expect(
        expectWhole(`${head}${written(row => [...row, String(0.1 * n(row[0]))].join(' '))}`).curve.dq![9],
      ).toBeCloseTo(0.1 * q![9]!, 9)
  })

  test('a width at half height is a standard deviation of another size; a slit is told', () => {
    const grasp = written(row => [...row, String(0.1 * n(row[0]))].join('\t'))
    for (const head of ['q(A-1)   I(cm-1)   err_I    FWHM_q', 'Q I Err_I Sigma_Q(FWHM)'])
      expect(expectWhole(`${head}\n\n${grasp}`).curve.dq![0]).toBeCloseTo(0.001 / 2.3548, 7)
    const ofKws = expectWhole(`# Q [1/A]  I [1/cm]  dI [1/cm]  Sigma [1/A]\n${grasp}`)
    expect(ofKws.curve.dq![0]).toBeCloseTo(0.001, 9)
    const slit = written(row => [...row, '-0.117', '-0.117', '-0.117'].join('   '))
    const head =
      'The 6 columns are | Q (1/A) | I(Q) (1/cm) | std. dev. I(Q) (1/cm) | sigmaQ | meanQ | ShadowFactor|'
    const found = expectWhole(`${head}\n${slit}`, 'a.ABS')
    expect([found.codes, found.curve.dq]).toEqual([['curve.slit_smeared'], undefined])
  })

  test("GNOM's table, without what it extrapolated and without p(r)", () => {
    const rows = written(row => [...row, row[1], row[1]].join('   '))
    const extrapolated = [0, 0.002, 0.004, 0.006, 0.008].map(
      each => `   ${each}                            0.56`,
    )
    const pr = Array.from({ length: 50 }, (_, i) => `  ${i}  ${i * (50 - i)}  0.1`)
    const text = `           ####    G N O M   ---   Version 4.6\n  Angular   range    :     from    0.01   to    0.35\n\n      S          J EXP       ERROR       J REG       I REG\n\n${extrapolated.join('\n')}\n${rows}\n\n           Distance distribution  function of particle\n\n       R          P(R)      ERROR\n\n${pr.join('\n')}`
    expect(expectWhole(text, 'a.out')).toMatchObject({ format: 'GNOM', codes: ['curve.gnom'] })
  })

  const fitOf = (columns: (row: MadeRow, fitted: string) => string[]) =>
    written(row => columns(row, String(1.01 * n(row[1]))).join('  '))
  test.each([
    ['CRYSOL', `  a.dat  Dro: 0.03  Chi^2: 1.0\n${fitOf((row, fit) => [...row, fit])}`],
    ['CRYSOL 3', ` Chi^2: 1.02\n sExp | iExp | Err | iFit(+Const)\n${fitOf((row, fit) => [...row, fit])}`],
    [
      'FoXS',
      `# SAXS profile: number of points = 120\n# offset = 0, scaling c = 1e-8, Chi^2 = 1.1\n#  q       exp_intensity   model_intensity error\n${fitOf(([a, b, c], fit) => [a, b, fit, c])}`,
    ],
    [
      'FoXS with a head of three',
      `# SAXS profile: number of points = 120\n#  q       exp_intensity   model_intensity\n${fitOf(([a, b, c], fit) => [a, b, fit, c])}`,
    ],
    ['Pepsi-SAXS', `# Pepsi-SAXS v3\n#  q  Iq_exp  sigma  Iq_fit\n${fitOf((row, fit) => [...row, fit])}`],
  ])('of a fit of %s the measured columns', (_, text) => {
    expect(expectWhole(text, 'a.fit')).toMatchObject({ format: 'fit', codes: ['curve.fit_file'] })
  })
})

test('a line of many blanks costs no more than its length', () => {
  const begin = process.cpuUsage()
  expectWhole(`words${' '.repeat(200_000)}more\n${plainText}`)
  const { user, system } = process.cpuUsage(begin)
  expect((user + system) / 1e6).toBeLessThan(2)
})

describe('what is no measured curve is refused by what it is:', () => {
  const calculated = (line: (q: number, i: number) => number[], step = 0.01) =>
    Array.from({ length: 51 }, (_, i) =>
      line(step * i, 1e7 * Math.exp(-((step * i * 15) ** 2) / 3)).join('  '),
    ).join('\n')
  const thousands = (field: string) => (1e6 * n(field)).toLocaleString('en-US', { minimumFractionDigits: 3 })
  const refused: [string, string | Uint8Array, string, string][] = [
    [
      'a .fit of three columns',
      `Fit to the data  Dro: 0.03 chi 1.02\n${written(([q, i]) => `${q} ${i} ${1.01 * n(i)}`)}`,
      'a.fit',
      'curve.fit_without_errors',
    ],
    [
      'the same without a head',
      written(([q, i]) => `${q} ${i} ${0.98 * n(i)}`),
      'a.dat',
      'curve.fit_without_errors',
    ],
    [
      'a .int',
      ` Theoretical intensities of 6lyz.pdb\n${calculated((q, i) => [q, i, 6 * i, 3 * i, 0.1 * i], 0.01)}`,
      'a.int',
      'curve.calculated',
    ],
    [
      'a .int under another name',
      calculated((q, i) => [q, i, 6 * i, 3 * i, 0.1 * i]),
      'a.dat',
      'curve.calculated',
    ],
    ['an .abs of two columns', calculated((q, i) => [q, 1e-8 * i]), 'a.abs', 'curve.calculated'],
    [
      "FoXS' profile",
      `# SAXS profile: number of points = 101, q_min = 0\n#    q    intensity    error\n${calculated((q, i) => [q, i, 0.01 * i])}`,
      'a.pdb.dat',
      'curve.calculated',
    ],
    [
      "Pepsi-SAXS' profile",
      `# Pepsi-SAXS v3\n# q  Iq  Iat  Iev  Ihs\n${calculated((q, i) => [q, i, 6 * i, 3 * i, 0.1 * i])}`,
      'a.out',
      'curve.calculated',
    ],
    [
      'two curves, one below the other',
      `${plainText}\nbuffer\n${plainText}`,
      'a.dat',
      'curve.several_curves',
    ],
    ['a second table', `${plainText}\nP(r)\n1 2\n2 3\n3 4\n4 5`, 'a.dat', 'curve.several_tables'],
    [
      'an angle over several words',
      `# Two Theta (deg)   Intensity   Error\n${plainText}`,
      'a.dat',
      'curve.angle',
    ],
    [
      "Fit2D's scan of an angle",
      `a.tif: 2-Theta Angle Scan\n2-Theta Angle (Degrees)\nIntensity\n 120\n${written(row => row.slice(0, 2).join(' '))}`,
      'a.chi',
      'curve.angle',
    ],
    ['s = 2 sin(theta)/lambda', `# s=2*sin(theta)/lambda\n# s I err\n${plainText}`, 'a.dat', 'curve.s_axis'],
    ...['q (m^-1)', 'q [1/cm]', 'Q(um-1)'].map((head): [string, string, string, string] => [
      head,
      `${head} I sigma\n${plainText}`,
      'a.dat',
      'curve.other_unit',
    ]),
    ['frames of a chromatogram', written((row, i) => `${i} ${row[1]}`), 'a.dat', 'curve.q_too_large'],
    ['a Guinier plot', `q^2 ln(I) err\n${plainText}`, 'a.dat', 'curve.transformed'],
    ['logarithms', `log(q) log(I) err\n${plainText}`, 'a.dat', 'curve.transformed'],
    [
      'curves side by side',
      `q1,I1,e1,q2,I2,e2\n${written(row => [...row, ...row].join(','))}`,
      'a.csv',
      'curve.side_by_side',
    ],
    [
      'a second curve where the errors should be',
      `q,lys 1,lys 2,lys 3\n${written(([q, i]) => [q, i, 1.3 * n(i), 0.4 * n(i)].join(','))}`,
      'a.csv',
      'curve.not_errors',
    ],
    [
      'words in front of each row',
      `sample,q,I\n${written(row => `lys,${row.join(',')}`)}`,
      'a.csv',
      'curve.no_data',
    ],
    ['an angle', `# 2th_deg   I   sigma\n${plainText}`, 'a.dat', 'curve.angle'],
    [
      'thousands between semicolons',
      written(([q, i, s]) => [q, thousands(i), thousands(s)].join(';')),
      'a.csv',
      'curve.ambiguous_commas',
    ],
    [
      'thousands between tabs',
      written(([q, i, s]) => [q, thousands(i), thousands(s)].join('\t')),
      'a.csv',
      'curve.ambiguous_commas',
    ],
    [
      'thousands between commas',
      written(([q, i, s]) => [q, thousands(i), thousands(s)].join(',')),
      'a.csv',
      'curve.ambiguous_commas',
    ],
    [
      'quoted thousands',
      written(([q, i, s]) => `${q},"${thousands(i)}","${thousands(s)}"`),
      'a.csv',
      'curve.ambiguous_commas',
    ],
    [
      'German thousands',
      written(([q, i, s]) =>
        [q, thousands(i), thousands(s)]
          .map(field => field.replace(/[.,]/g, sign => (sign === '.' ? ',' : '.')))
          .join(';'),
      ),
      'a.csv',
      'curve.ambiguous_commas',
    ],
    [
      'whole thousands',
      written(([q, i, s]) =>
        [q, Math.round(1e7 * n(i)), Math.round(1e7 * n(s))]
          .map(String)
          .map(field => (field.includes('.') ? field : n(field).toLocaleString('en-US')))
          .join(';'),
      ),
      'a.csv',
      'curve.ambiguous_commas',
    ],
    [
      'decimal commas between commas',
      written(row => comma(row).join(',')),
      'a.csv',
      'curve.ambiguous_commas',
    ],
    ['a row that was cut off at the end', `${plainText}\n0.36 1.1e`, 'a.dat', 'curve.not_numbers'],
    [
      'NXcanSAS',
      new Uint8Array([0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0]),
      'a.h5',
      'curve.not_a_curve',
    ],
    [
      'a workbook',
      new Uint8Array(Buffer.from('PK\u0003\u0004\u0000xl/workbook.xml')),
      'a.xlsx',
      'curve.not_a_curve',
    ],
    ['a web page', '<!DOCTYPE html><html><body>not found</body></html>', 'a.dat', 'curve.not_a_curve'],
  ]
  test.each(refused)('%s', (_, content, name, code) => {
    let found: unknown
    try {
      readCurve(content, name)
    } catch (error) {
      found = (error as { fault?: { code: string } }).fault?.code
    }
    expect(found).toBe(code)
  })
})
