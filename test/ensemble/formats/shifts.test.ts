import { describe, expect, test } from 'bun:test'
import { joinShifts, readShifts } from '#src/ensemble/formats/shifts.ts'
import { isShiftx2, readShiftTable, readShiftx2 } from '#src/ensemble/formats/shiftTables.ts'

/** Chemical shifts as SHIFTX2 predicts them and as they are measured and deposited. */

const file = (text: string, name = 'file') => ({ text, name })

const shiftx2 = `NUM,RES,ATOMNAME,SHIFT
2,Q,C,175.8412
2,Q,CA,55.6201
2,Q,CB,29.3310
2,Q,H,8.4417
2,Q,HA,4.3550
2,Q,N,122.0123
3,I,CA,61.0200
3,I,CG1,27.4100
`

const star3 = `data_4769
save_assigned_chem_shift_list_1
   _Assigned_chem_shift_list.Sf_category  assigned_chemical_shifts
   loop_
      _Chem_shift_experiment.Experiment_ID
      _Chem_shift_experiment.Sample_label
      1  $sample_1
   stop_
   loop_
      _Atom_chem_shift.ID
      _Atom_chem_shift.Comp_index_ID
      _Atom_chem_shift.Comp_ID
      _Atom_chem_shift.Atom_ID
      _Atom_chem_shift.Atom_type
      _Atom_chem_shift.Val
      _Atom_chem_shift.Val_err
      _Atom_chem_shift.Ambiguity_code
      1   2 GLN H   H   8.43  0.02 1
      2   2 GLN CA  C  55.71  0.3  1
      3   3 ILE CA  C  61.15  .    1
   stop_
save_
`

const star2 = `data_unknown
loop_
   _Atom_shift_assign_ID
   _Residue_seq_code
   _Residue_label
   _Atom_name
   _Atom_type
   _Chem_shift_value
   _Chem_shift_value_error
   _Chem_shift_ambiguity_code

1 2 GLN HN H 8.43 0.02 1
2 2 GLN CA C 55.71 0.30 1
stop_
`

describe('SHIFTX2', () => {
  test('shifts by residue and atom, with and without a column of chains, in any order of columns', () => {
    const plain = readShiftx2(file(shiftx2))
    expect(plain.size).toBe(8)
    expect(plain.get('2 CA')).toBe(55.6201)
    const chains = shiftx2
      .split('\n')
      .map((line, i) => (line === '' ? '' : `${i === 0 ? 'CHAIN' : 'A'},${line}`))
      .join('\r\n')
    expect(readShiftx2(file(chains))).toEqual(plain)
    expect(isShiftx2(shiftx2)).toBe(true)
    expect(isShiftx2('1.5 2.5\n3 4')).toBe(false)
  })

  const broken: [string, string, string][] = [
    ['no header', '2,Q,C,175.8', 'a.csv, line 1: the header must name NUM, ATOMNAME and SHIFT'],
    ['an empty file', '', 'a.csv, line 1: the header must name NUM, ATOMNAME and SHIFT'],
    ['a header alone', 'NUM,RES,ATOMNAME,SHIFT\n', 'a.csv: no numbers found'],
    [
      'a word for a shift',
      `${shiftx2}4,K,CA,oops`,
      'a.csv, line 10: the shift is "oops", not a finite number',
    ],
    [
      'a shift that is not a number',
      `${shiftx2}4,K,CA,NaN`,
      'a.csv, line 10: the shift is "NaN", not a finite number',
    ],
    ['a line cut off', `${shiftx2}4,K,CA`, 'a.csv, line 10: there is no shift'],
    ['a residue without a number', `${shiftx2}x,K,CA,55`, 'a.csv, line 10: "x" is not a residue number'],
    ['a shift told twice', `${shiftx2}2,Q,CA,55`, 'a.csv, line 10: 2 CA is listed twice'],
  ]
  for (const [name, text, message] of broken)
    test(`${name} is refused with its line`, () => {
      expect(() => readShiftx2(file(text, 'a.csv'))).toThrow(new Error(message))
    })
})

describe('measured shifts', () => {
  const expected = [
    { key: '2 H', atom: 'H', shift: 8.43, error: 0.02 },
    { key: '2 CA', atom: 'CA', shift: 55.71, error: 0.3 },
  ]

  test('NMR-STAR 3: the right loop by its tags, a missing error is 0', () => {
    expect(readShiftTable(file(star3))).toEqual([
      ...expected,
      { key: '3 CA', atom: 'CA', shift: 61.15, error: 0 },
    ])
  })

  test('NMR-STAR 2.1: the amide proton by either name', () => {
    expect(readShiftTable(file(star2))).toEqual(expected)
  })

  test('a plain table, with or without residue names, header and errors', () => {
    expect(readShiftTable(file('# ppm\nresidue atom shift error\n2 H 8.43 0.02\n2 CA 55.71 0.3'))).toEqual(
      expected,
    )
    expect(readShiftTable(file('2,GLN,HN,8.43,0.02\n2,GLN,CA,55.71,0.3'))).toEqual(expected)
    expect(readShiftTable(file('2 Q H 8.43\n2 Q CA 55.71')).map(row => row.error)).toEqual([0, 0])
  })

  const broken: [string, string, string][] = [
    ['nothing in it', '# empty\n', 'b.txt: no numbers found'],
    ['a second line of words', 'residue atom shift\nx y z', 'b.txt, line 2: "x" is not a residue number'],
    ['words among the rows', '2 H 8.43\nnot a row', 'b.txt, line 2: "not" is not a residue number'],
    ['a shift missing', '2 H', 'b.txt, line 1: there is no shift'],
    ['an infinite shift', '2 H inf', 'b.txt, line 1: the shift is "inf", not a finite number'],
    ['a negative error', '2 H 8.43 -0.1', 'b.txt, line 1: the error is -0.1; it must not be negative'],
    ['a shift measured twice', '2 H 8.43\n2 HN 8.5', 'b.txt: 2 H is listed twice'],
    [
      'a short row in NMR-STAR',
      star2.replace('8.43 0.02 1', '8.43'),
      'b.txt, line 12: 6 values where the loop has 8 columns',
    ],
  ]
  for (const [name, text, message] of broken)
    test(`${name} is refused`, () => {
      expect(() => readShiftTable(file(text, 'b.txt'))).toThrow(new Error(message))
    })
})

describe('measured and predicted together', () => {
  test('what every model predicts takes part, with the error of its kind of atom', () => {
    const second = readShiftx2(file(shiftx2.replace('55.6201', '56.1').replace('3,I,CA,61.0200\n', '')))
    const { shifts, leftOut } = joinShifts(
      readShiftTable(file(star3)),
      [readShiftx2(file(shiftx2)), second],
      'measured',
    )
    expect(leftOut).toBe(1)
    expect([...shifts.values]).toEqual([8.4417, 8.4417, 55.6201, 56.1])
    expect([...shifts.measured]).toEqual([8.43, 55.71])
    expect([...shifts.error]).toEqual([0.02, 0.3])
    expect([...shifts.rms]).toEqual([0.1711, 0.4412])
  })

  test('nothing in common is a sentence', () => {
    expect(() =>
      joinShifts(readShiftTable(file('99 CA 50')), [readShiftx2(file(shiftx2))], 'measured'),
    ).toThrow(new Error('measured: no measured chemical shift is predicted for every model'))
  })

  test('plain tables that do not go together are refused with all counts', () => {
    expect(() => readShifts(file('1 0.1\n2 0.1', 'x'), file('1 2', 'y'), file('1', 'z'))).toThrow(
      new Error(
        'x: there are 2 measured shifts, 1 rows of calculated shifts and 1 predictor errors; all must be equal',
      ),
    )
    expect(() => readShifts(file('1\n2', 'x'), file('1 2', 'y'), file('1', 'z'))).toThrow(
      new Error('x: each line needs a shift and its error'),
    )
  })
})
