import { describe, expect, test } from 'bun:test'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeZip } from 'client-zip'
import { readExtras } from '#src/analyses/extras.ts'
import { readExtraFiles } from '#src/analyses/readExtraFiles.ts'
import { AppError } from '#src/errors.ts'
import { defaultFields, describeParameters, fieldsOf, parseParameters } from '#src/method/parameters.ts'
import { readParameters, writeParameters } from '#src/method/parametersFile.ts'
import { temporaryFolder } from '../support/database.ts'

const folder = temporaryFolder()
const put = (name: string, content: string | Uint8Array) => {
  writeFileSync(join(folder, name), content)
  return { path: join(folder, name), name }
}
const file = (name: string, text: string) => ({ name, text })

/** The faults by field. */
async function faultsOf(work: () => unknown): Promise<Record<string, string>> {
  try {
    await work()
  } catch (error) {
    if (error instanceof AppError) return { ...error.fields }
    throw error
  }
  return {}
}

describe('files of one analysis', () => {
  const models = ['open', 'shut', 'between']
  const shifts = [file('exp.txt', '120.1 0.1\n56.2 0.1\n')]
  const shiftsSimulated = [file('sim.txt', '119 121 120\n56 57 55\n')]
  const shiftsRms = [file('rms.txt', '1.12\n0.44\n')]
  const refused = (texts: Parameters<typeof readExtras>[0], names = models) =>
    faultsOf(() => readExtras(texts, names))

  test('are read for as many models as the study has', async () => {
    const energies = [file('e.txt', '# kcal/mol\n-1.5\n0\n2\n')]
    const data = await readExtras({ energies, shifts, shiftsSimulated, shiftsRms }, models)
    expect([...data.energies!]).toEqual([-1.5, 0, 2])
    expect([...data.shifts!.measured]).toEqual([120.1, 56.2])
    expect(data.shifts!.values.length).toBe(6)
    expect(await readExtras({}, models)).toEqual({})
  })

  test('are refused with a sentence at their field', async () => {
    expect(await refused({ energies: [file('e.txt', '1 2')] })).toEqual({
      energies:
        'e.txt: The file has 2 energies, but the study has 3 models: each model needs one. List one energy for each model, in the order of the models.',
    })
    expect(await refused({ energies: [file('e.txt', '1 x 2')] })).toEqual({
      energies:
        'e.txt, line 1: Column 2 is "x", not a finite number. Put a number there; every model needs one.',
    })
    expect(await refused({ shifts, shiftsRms })).toEqual({
      shiftsSimulated: 'Chemical shifts need both what was measured and what was calculated.',
    })
    expect(await refused({ shifts, shiftsSimulated })).toEqual({
      shiftsSimulated:
        'sim.txt: This is a table of shifts; the errors of its predictor are needed too. Choose a file with the root-mean-square error of the predictor for each shift, one a line.',
    })
    expect(await refused({ shifts, shiftsSimulated, shiftsRms }, ['one'])).toEqual({
      shiftsSimulated:
        'sim.txt: The file has 3 columns for 1 model: each model needs one. Calculate the shifts for exactly the models of this study.',
    })
    expect(await refused({ shifts, shiftsSimulated, shiftsRms: [file('r', '1')] })).toEqual({
      shifts:
        'exp.txt: There are 2 measured shifts, 2 rows of calculated shifts and 1 predictor errors; all must be equal. Bring the three files to the same shifts, one a line, in the same order.',
    })
  })

  test('of SHIFTX2 come as an archive and are joined with what was measured by residue and atom', async () => {
    const prediction = (ca: number) => `NUM,RES,ATOMNAME,SHIFT\n2,Q,CA,${ca}\n2,Q,N,120\n`
    const zip = async (names: string[]) => {
      const entries = names.map((name, k) => ({
        name: `predicted/${name}.pdb.cs`,
        input: prediction(55 + k),
      }))
      return put('shiftx2.zip', await new Response(makeZip(entries)).bytes())
    }
    const measured = put('bmrb.str', '2 GLN CA 55.7 0.3\n2 GLN N 119.5 0.2\n3 ILE CA 61 0.3\n')
    const read = async (names: string[], more = {}) =>
      await readExtraFiles({ shifts: measured, shiftsSimulated: await zip(names), ...more }, models)
    const { shifts: joined, shiftsLeftOut } = await read(['shut', 'open', 'between'])
    expect([...joined!.values]).toEqual([56, 55, 57, 120, 120, 120])
    expect([...joined!.rms]).toEqual([0.4412, 1.1169])
    expect(shiftsLeftOut).toBe(1)
    expect(await faultsOf(() => read(['shut', 'open']))).toEqual({
      shiftsSimulated:
        'There is no SHIFTX2 file for the model between: it must be called between.csv. Run SHIFTX2 on every model, and name each file like its model.',
    })
    const rms = { shiftsRms: put('rms.txt', '1 1 1') }
    expect(await faultsOf(() => read(models, rms))).toEqual({
      shiftsRms:
        'rms.txt: The errors of SHIFTX2 are known; a file of predictor errors goes with a table of shifts. Leave out the file of predictor errors.',
    })
    const damaged = { shiftsSimulated: put('cut.zip', 'PK\x03\x04 and no more') }
    expect((await faultsOf(() => read(models, damaged))).shiftsSimulated).toStartWith('cut.zip is damaged')
  })
})

describe('parameters as JSON', () => {
  const parameters = parseParameters({
    ...defaultFields,
    seed: '7',
    chains: '8',
    qMax: '0.3',
    errorScale: '2',
  })

  test('come back as they went, also out of a params.json', () => {
    const again = parseParameters(readParameters(writeParameters(parameters)))
    expect(again).toEqual(parameters)
    expect(readParameters(JSON.stringify({ version: 1, parameters }))).toEqual(fieldsOf(parameters))
    expect(writeParameters({ ...parameters, extras: { energies: 'e.txt' } })).not.toContain('e.txt')
  })

  test('keep their defaults where the file says nothing', () => {
    expect(readParameters('{"chains": 6}')).toMatchObject({ chains: '6', iterations: '2000', seed: '' })
  })

  test.each([
    ['chains = 4', 'This is not a JSON object. Paste the text from “Copy as JSON” of an analysis.'],
    ['[1, 2]', 'This is not a JSON object. Paste the text from “Copy as JSON” of an analysis.'],
    ['{"temperature": 300}', '"temperature" is not a parameter of this program.'],
    ['{"chains": 99}', 'chains: Use a whole number from 2 to 16.'],
    [
      '{"cut": 3, "qMax": "far"}',
      'cut: Use a number from 0.0001 to 0.5. qMax: Use a number, with a point for decimals.',
    ],
    ['{"hydration": "wet"}', 'hydration: Choose one of shared, fixed, per-model, none.'],
  ])('%s is refused', async (text, sentence) => {
    expect(await faultsOf(() => readParameters(text))).toEqual({ json: sentence })
  })

  test('an error scale and files are told in words, and only where there are any', () => {
    const told = (more = {}) => describeParameters({ ...parameters, ...more }).map(each => each.value)
    expect(told()).toContain('2')
    expect(told({ extras: { energies: 'e.txt' } })).toContain('e.txt')
    expect(describeParameters(parseParameters({})).map(each => each.name)).not.toContain('Energies')
  })
})
