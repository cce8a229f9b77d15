import { describe, expect, test } from 'bun:test'
import { readExtras } from '#src/analyses/extras.ts'
import { defaultFields, describeParameters, fieldsOf, parseParameters } from '#src/analyses/parameters.ts'
import { readParameters, writeParameters } from '#src/analyses/parametersFile.ts'
import { AppError } from '#src/errors.ts'

const file = (name: string, text: string) => ({ name, text })

/** The faults by field. */
function faultsOf(work: () => unknown): Record<string, string> {
  try {
    work()
  } catch (error) {
    if (error instanceof AppError) return { ...error.fields }
    throw error
  }
  return {}
}

describe('files of one analysis', () => {
  const shifts = file('exp.txt', '120.1 0.1\n56.2 0.1\n')
  const shiftsSimulated = file('sim.txt', '119 121 120\n56 57 55\n')
  const shiftsRms = file('rms.txt', '1.12\n0.44\n')

  test('are read for as many models as the study has', () => {
    const energies = file('e.txt', '# kcal/mol\n-1.5\n0\n2\n')
    const data = readExtras({ energies, shifts, shiftsSimulated, shiftsRms }, 3)
    expect([...data.energies!]).toEqual([-1.5, 0, 2])
    expect([...data.shifts!.measured]).toEqual([120.1, 56.2])
    expect(data.shifts!.values.length).toBe(6)
    expect(readExtras({}, 3)).toEqual({})
  })

  test('are refused with a sentence at their field', () => {
    expect(faultsOf(() => readExtras({ energies: file('e.txt', '1 2') }, 3))).toEqual({
      energies: 'e.txt has 2 energies, but the study has 3 models. Each model needs one.',
    })
    expect(faultsOf(() => readExtras({ energies: file('e.txt', '1 x 2') }, 3))).toEqual({
      energies: 'e.txt, line 1: "x" is not a finite number.',
    })
    expect(faultsOf(() => readExtras({ shifts, shiftsRms }, 3))).toEqual({
      shiftsSimulated: 'Chemical shifts need all three tables.',
    })
    expect(faultsOf(() => readExtras({ shifts, shiftsSimulated, shiftsRms }, 4))).toEqual({
      shifts: 'sim.txt has 3 columns, but the study has 4 models. Each model needs one.',
    })
    expect(faultsOf(() => readExtras({ shifts, shiftsSimulated, shiftsRms: file('r', '1') }, 3))).toEqual({
      shifts: 'exp.txt has 2 shifts, sim.txt 2 rows and r 1 values; all must be equal.',
    })
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
    ['chains = 4', 'This is not a JSON object. Paste what “Parameters as JSON” of an analysis shows.'],
    ['[1, 2]', 'This is not a JSON object. Paste what “Parameters as JSON” of an analysis shows.'],
    ['{"temperature": 300}', '"temperature" is not a parameter of this program.'],
    ['{"chains": 99}', 'chains: Use a whole number from 2 to 16.'],
    ['{"hydration": "wet"}', 'hydration: Choose one of shared, fixed, per-model, none.'],
  ])('%s is refused', (text, sentence) => {
    expect(faultsOf(() => readParameters(text))).toEqual({ json: sentence })
  })

  test('an error scale and files are told in words, and only where there are any', () => {
    const told = (more = {}) => describeParameters({ ...parameters, ...more }).map(each => each.value)
    expect(told()).toContain('2')
    expect(told({ extras: { energies: 'e.txt' } })).toContain('e.txt')
    expect(describeParameters(parseParameters({})).map(each => each.name)).not.toContain('Energies')
  })
})
