import { describe, expect, test } from 'bun:test'
import { mkdirSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { withFiles } from '#src/analyses/manifest/fields.ts'
import { describeFields, textsOfFields } from '#src/analyses/manifest/fieldTexts.ts'
import { readMethodFields } from '#src/analyses/manifest/fieldValues.ts'
import { readManifest } from '#src/analyses/manifest/readManifest.ts'
import { checkMethods, readMethods } from '#src/analyses/methods.ts'
import { temporaryFolder } from '../support/database.ts'

const fixtures = join(import.meta.dir, '../fixtures/methods')
const written = async (value: unknown) => {
  const path = join(temporaryFolder(), 'method.json')
  await Bun.write(path, typeof value === 'string' ? value : JSON.stringify(value, null, 1))
  return path
}
const plain = { name: 'x', title: 'X', command: ['true'] }
const withFields = async (parameters: unknown) => readManifest(await written({ ...plain, parameters }))

describe('a manifest', () => {
  test('tells what a container needs that is not installed here, and is left out of nothing for it', async () => {
    const usual = process.env.PATH
    const image = '{here}/slope.sif'
    const path = await written({ ...plain, image })
    process.env.PATH = '/nowhere'
    try {
      const { methods, faults, lacks } = readMethods({ methods: dirname(path) })
      expect([methods.get('x')?.image, faults]).toEqual([join(dirname(path), 'slope.sif'), []])
      expect(lacks).toEqual([expect.stringContaining('apptainer is not installed')])
    } finally {
      process.env.PATH = usual
    }
    await expect(written({ ...plain, image: '--privileged' }).then(readManifest)).rejects.toThrow(
      '/image has a wrong value',
    )
  })

  test('asks of a cluster for what it needs there, and for nothing that the server decides', async () => {
    const slurm = ['--partition=gpu', '--gres=gpu:a100:1', '--constraint=avx2&(intel|amd)']
    expect(readManifest(await written({ ...plain, slurm })).slurm).toEqual(slurm)
    for (const option of ['--export=ALL', '--output=/etc/x', '--gres=gpu --export=ALL', '--mem=0', '-p gpu'])
      await expect(written({ ...plain, slurm: [option] }).then(readManifest)).rejects.toThrow(
        'line 8: /slurm/0 has a wrong value',
      )
  })

  test.each([
    ['^(a+)+$', 1000],
    ['^(a|aa)+$', 1000],
    ['^(.*a){12}$', 1000],
    ['((a?))*?', 1000],
    ['(?:a*)*', 1000],
    ['(?<n>a{2,})+', 1000],
    ['a*a*a*a*x', 1000],
    ['a{0,900}a{0,900}a{0,900}a{0,900}x', 1000],
    [`${'a?'.repeat(30)}${'a'.repeat(30)}`, 100],
    [`${'(a|a)'.repeat(30)}x`, 100],
    ['\\d*\\d*\\d*x', 10_000],
  ])('whose pattern could hold up the server is refused: %s', async (pattern, maxLength) => {
    const parameters = { properties: { a: { type: 'string', pattern, maxLength } } }
    await expect(withFields(parameters)).rejects.toThrow('the pattern may take very long')
  })

  test.each([
    '^[A-Z]{2}\\d+$',
    '^[^@]+@[^@]+\\.[a-z]+$',
    '^(ab)+$',
    '^([*+|?]x)+(a+)?$',
    '^(\\+x)+(a+){1}$',
    '^\\p{L}+(, \\p{L}+)?$',
    '^(red|green|blue)-\\d{4}$',
  ])('may have a pattern that takes no time: %s', async pattern => {
    const parameters = { properties: { a: { type: 'string', pattern } } }
    expect((await withFields(parameters)).fields[0]?.rules.pattern).toBe(pattern)
  })

  test('names its command relative to itself', () => {
    const manifest = readManifest(join(fixtures, 'mean.json'))
    expect(manifest.command).toEqual(['sh', join(fixtures, 'mean.sh')])
    expect([...readMethods({ methods: fixtures }).methods.keys()]).toEqual(['mean-curve'])
  })

  test.each<[string, unknown, string, number]>([
    ['no JSON', '{\n "name": "x"\n "title": "X"}', 'this is no JSON: "," is missing before "title"', 3],
    ['not closed', '{', 'a name in quotation marks is missing', 1],
    [
      'nested without an end',
      '['.repeat(200_000),
      'this is no JSON: more than 100 lists and objects stand',
      1,
    ],
    ['of 100,000 values, a line each', `{\n"name": [${'0,\n'.repeat(100_000)}0] }`, '/title is missing.', 1],
    ['no title', '{\n"name": "x"\n}', '/title is missing.', 1],
    [
      'a path as a result',
      { ...plain, results: [{ file: '../../etc/passwd', title: 'P' }] },
      '/results/0/file',
      9,
    ],
    [
      'a word it does not know',
      { ...plain, network: 'yes' },
      '/network has a wrong value: expected boolean.',
      7,
    ],
    ['a key it does not know', { ...plain, netwrok: true }, '/netwrok is not a part of a manifest.', 7],
    [
      'a keyword outside the subset',
      { ...plain, parameters: { properties: { a: { type: 'string', anyOf: [] } } } },
      'anyOf',
      11,
    ],
    [
      'two results of one name',
      { ...plain, results: ['A', 'B'].map(title => ({ file: 'a.csv', title })) },
      'two results called "a.csv"',
      12,
    ],
    [
      'a table of an image',
      { ...plain, results: [{ file: 'a.png', title: 'A', show: 'table' }] },
      '"show": "table" is for .csv files',
      11,
    ],
    ['a mail with a number that there is not', { ...plain, mail: 'It is {x}.' }, 'no number "x"', 7],
    [
      'a tour past what is there',
      { ...plain, tour: [{ at: 'numbers/x', title: 'A', text: 'B' }] },
      'nothing at "numbers/x"',
      9,
    ],
    [
      'two stages of one name',
      { ...plain, stages: ['A', 'B'].map(title => ({ name: 'fit', title })) },
      'two stages called "fit"',
      12,
    ],
    [
      'the name of the built-in method',
      { ...plain, name: 'bioce' },
      '"bioce" is the name of a built-in method',
      2,
    ],
    [
      'an image that is a page',
      { ...plain, results: [{ file: 'a.html', title: 'A', show: 'image' }] },
      '"show": "image" is for .png and .svg files',
      11,
    ],
  ])('that is not right is refused with file, line and cause: %s', async (_, value, message, line) => {
    const path = await written(value)
    expect(() => readManifest(path)).toThrow(message)
    expect(() => readManifest(path)).toThrow(`${path}, line ${line}: `)
  })

  test.each<[string, unknown, string]>([
    [
      'a default outside its own limits',
      { properties: { a: { type: 'integer', maximum: 3, default: 4 } } },
      'the default is not allowed: Enter a whole number of at most 3.',
    ],
    [
      'a default that is no choice',
      { properties: { a: { type: 'string', enum: ['b'], default: 'c' } } },
      'Choose one of b.',
    ],
    [
      'a pattern that is none',
      { properties: { a: { type: 'string', pattern: '(' } } },
      'the pattern cannot be used',
    ],
    ['a required field that is not there', { properties: {}, required: ['a'] }, 'there is no field "a"'],
    [
      'a condition on nothing',
      { properties: { a: { type: 'string', 'x-show-if': { b: 1 } } } },
      'which is no other field',
    ],
    [
      'a condition that never holds',
      { properties: { a: { type: 'string', 'x-show-if': { b: 'z' } }, b: { type: 'string', enum: ['y'] } } },
      'which "b" cannot be',
    ],
    ['a name that the form needs', { properties: { csrf: { type: 'string' } } }, 'cannot be called "csrf"'],
    ['a group that is nowhere', { allOf: [{ $ref: '#/$defs/a' }] }, 'there is no group "a"'],
    [
      'a group that nothing refers to',
      { $defs: { a: { title: 'A', properties: {} } } },
      'refers to the group "a"',
    ],
    ['a list without items', { properties: { a: { type: 'array' } } }, '"items"'],
  ])('fields that cannot be are refused: %s', async (_, parameters, message) => {
    await expect(withFields(parameters)).rejects.toThrow(message)
  })

  test('that is broken is left out, and stops neither the others nor the folder that is gone', async () => {
    const folder = temporaryFolder()
    await Bun.write(join(folder, 'a.json'), JSON.stringify({ ...plain, title: 'Good' }))
    await Bun.write(join(folder, 'b.json'), '{')
    await Bun.write(join(folder, 'c.json'), JSON.stringify({ ...plain, title: 'Twin' }))
    mkdirSync(join(folder, 'd/method.json'), { recursive: true })
    mkdirSync(join(folder, 'data'))
    symlinkSync('/nowhere', join(folder, 'e.json'))
    await Bun.write(join(folder, 'f.json'), ' '.repeat(1_000_001))
    const { methods, faults } = readMethods({ methods: folder })
    expect([...methods.values()].map(({ title }) => title)).toEqual(['Good'])
    expect(faults).toEqual([
      expect.stringContaining(`${join(folder, 'b.json')}, line 1: this is no JSON`),
      expect.stringContaining('c.json is left out'),
      expect.stringContaining('d/method.json cannot be read'),
      expect.stringContaining('e.json cannot be read'),
      expect.stringContaining('larger than 1 MB'),
    ])
    const gone = readMethods({ methods: join(folder, 'gone') })
    expect([gone.methods.size, gone.faults]).toEqual([0, [expect.stringContaining('gone cannot be read')]])
    expect(() => checkMethods({ methods: folder })).toThrow('b.json, line 1: ')
  })
})

describe('the fields of a manifest', () => {
  const fields = async () => {
    const { fields } = await withFields({
      properties: {
        whole: { type: 'integer', default: 3, minimum: 1, maximum: 9 },
        open: { type: 'number', exclusiveMinimum: 0 },
        choice: {
          type: 'string',
          oneOf: [
            { const: 'a', title: 'First' },
            { const: 'b', title: 'Second' },
          ],
          default: 'a',
        },
        flag: { type: 'boolean', title: 'On or off' },
        text: {
          type: 'string',
          minLength: 2,
          maxLength: 5,
          pattern: '^[a-z]+$',
          errorMessage: 'Small letters only.',
        },
      },
      required: ['text'],
      allOf: [{ $ref: '#/$defs/more' }],
      $defs: {
        more: {
          title: 'More',
          properties: {
            some: { type: 'array', items: { type: 'integer', enum: [1, 2, 3] }, default: [1], minItems: 1 },
            list: {
              type: 'array',
              items: { type: 'number', maximum: 10 },
              maxItems: 3,
              'x-show-if': { choice: 'b' },
            },
          },
        },
      },
    })
    return fields
  }

  test('are read from a form and from JSON alike', async () => {
    const all = await fields()
    const typed = {
      whole: '5',
      open: ' 1e-3 ',
      choice: 'b',
      flag: 'on',
      text: 'abc',
      some: '\n1\n3',
      list: '1, 2.5',
    }
    const values = {
      whole: 5,
      open: 0.001,
      choice: 'b',
      flag: true,
      text: 'abc',
      some: [1, 3],
      list: [1, 2.5],
    }
    expect(readMethodFields(all, typed)).toEqual({ values, errors: {} })
    expect(readMethodFields(all, values)).toEqual({ values, errors: {} })
    expect(readMethodFields(all, textsOfFields(all, values))).toEqual({ values, errors: {} })
    expect(Object.keys(readMethodFields(all, values).values)).toEqual(all.map(({ name }) => name))
  })

  test('have their defaults where nothing is given, and where they are not asked for', async () => {
    const { values, errors } = readMethodFields(await fields(), { text: 'ab', list: '99' })
    expect(errors).toEqual({})
    expect(values).toEqual({
      whole: 3,
      open: null,
      choice: 'a',
      flag: false,
      text: 'ab',
      some: [1],
      list: null,
    })
  })

  test('say what is wrong with each value, and cut none', async () => {
    const wrong = {
      whole: '10',
      open: '0',
      choice: 'c',
      flag: 'perhaps',
      text: 'abcdef',
      some: '',
      list: '1, 2, x',
    }
    expect(readMethodFields(await fields(), { ...wrong, choice: 'b' }).errors).toEqual({
      whole: 'Enter a whole number from 1 to 9.',
      open: 'Enter a number above 0.',
      flag: 'Give true or false.',
      text: 'Use at most 5 characters; these are 6.',
      some: 'Give at least 1; these are 0.',
      list: 'Value 3: Enter a number, with a point for decimals.',
    })
    const { errors } = readMethodFields(await fields(), { choice: 'c', text: 'ABC', some: [1, 1] })
    expect(errors).toEqual({
      choice: 'Choose one of First, Second.',
      text: 'Small letters only.',
      some: 'The same value is listed twice.',
    })
    expect(readMethodFields(await fields(), {}).errors).toEqual({ text: 'This must be filled in.' })
    expect(readMethodFields(await fields(), { text: {} }).errors.text).toBe('This cannot be used here.')
  })

  test('are told by their labels and units', async () => {
    const all = await fields()
    const { values } = readMethodFields(all, { text: 'ab', flag: true })
    expect(describeFields(all, { ...values, gone: 1 })).toContainEqual({ name: 'On or off', value: 'yes' })
    expect(describeFields(all, values)).toContainEqual({ name: 'choice', value: 'First' })
    expect(describeFields(all, { gone: 1 })).toEqual([{ name: 'gone', value: '1' }])
  })
})

test('a field for a file has those of the study as its choices, by the names that they were uploaded under', async () => {
  const parameters = {
    properties: { blank: { type: 'string', format: 'file-path', pattern: '\\.csv$' } },
    required: ['blank'],
  }
  const inputs = [{ name: 'tables', label: 'Tables', kinds: ['.csv', '.txt'], most: 3 }]
  await expect(withFields(parameters)).rejects.toThrow('the method has no "inputs"')
  const { fields } = readManifest(await written({ ...plain, inputs, parameters }))
  const file = (path: string, name: string) => ({ path, name, bytes: 1, sha256: '' })
  const tables = [file('tables/1.csv', 'Plate 1.csv'), file('tables/2.txt', 'notes.txt')]
  const shown = withFiles(fields, { inputs: { tables } })
  expect(shown[0]?.choices).toEqual([{ value: 'tables/1.csv', text: 'Plate 1.csv', is: 'tables/1.csv' }])
  expect(readMethodFields(shown, { blank: 'tables/1.csv' }).values).toEqual({ blank: 'tables/1.csv' })
  for (const path of ['tables/2.txt', '../../params.json', ''])
    expect(readMethodFields(shown, { blank: path }).errors).toHaveProperty('blank')
})
