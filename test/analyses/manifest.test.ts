import { describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import { type Manifest, readManifest, readManifestFields } from '#src/analyses/manifest.ts'
import { checkMethods, methodsOf, readMethods } from '#src/analyses/methods.ts'
import { temporaryFolder } from '../support/database.ts'

const fixtures = join(import.meta.dir, '../fixtures/methods')

describe('a manifest', () => {
  test('names its command relative to itself', () => {
    const manifest = readManifest(join(fixtures, 'mean.json'))
    expect(manifest.command).toEqual(['sh', join(fixtures, 'mean.sh')])
    expect([...methodsOf({ methods: fixtures }).keys()]).toEqual(['mean-curve'])
  })

  test.each([
    ['{', 'cannot be read as JSON'],
    ['{"name": "x"}', '/title is not right'],
    [
      '{"name":"x","title":"X","command":["x"],"fields":[],"results":[{"file":"../../etc/passwd","title":"P"}]}',
      '/results/0/file is not right',
    ],
    [
      '{"name":"x","title":"X","command":["x"],"fields":[],"results":[],"network":"yes"}',
      '/network is not right',
    ],
  ])('that is not right is refused with its name and place: %s', async (text, message) => {
    const path = join(temporaryFolder(), 'bad.json')
    await Bun.write(path, text)
    expect(() => readManifest(path)).toThrow(message)
    expect(() => readManifest(path)).toThrow(path)
  })

  test('that is broken is left out, and stops neither the others nor the folder that is gone', async () => {
    const folder = temporaryFolder()
    const good = { name: 'good', title: 'Good', command: ['true'], fields: [], results: [] }
    await Bun.write(join(folder, 'a.json'), JSON.stringify(good))
    await Bun.write(join(folder, 'b.json'), '{')
    await Bun.write(join(folder, 'c.json'), JSON.stringify({ ...good, title: 'Twin' }))
    const { methods, faults } = readMethods({ methods: folder })
    expect([...methods.values()].map(({ title }) => title)).toEqual(['Good'])
    expect(faults).toEqual([
      expect.stringContaining(`${join(folder, 'b.json')} cannot be read as JSON`),
      expect.stringContaining('c.json is left out'),
    ])
    const gone = readMethods({ methods: join(folder, 'gone') })
    expect([gone.methods.size, gone.faults]).toEqual([0, [expect.stringContaining('gone cannot be read')]])
    expect(() => checkMethods({ methods: folder })).toThrow('b.json cannot be read as JSON')
  })

  test('turns what is typed into values, and faults into messages by field', () => {
    const field = { label: 'X', byDefault: 3 } as const
    const manifest = {
      fields: [
        { ...field, name: 'whole', kind: 'whole', least: 1, most: 9 },
        { ...field, name: 'number', kind: 'number' },
        { ...field, name: 'choice', kind: 'choice', choices: ['a', 'b'], byDefault: 'a' },
        { ...field, name: 'flag', kind: 'flag', byDefault: false },
      ],
    } as unknown as Manifest
    const read = (typed: Record<string, string>) => readManifestFields(manifest, typed)
    expect(read({ whole: '5', number: ' 1e-3 ', choice: 'b', flag: 'on' })).toEqual({
      values: { whole: 5, number: 0.001, choice: 'b', flag: true },
      errors: {},
    })
    expect(read({}).values).toEqual({ whole: 3, number: 3, choice: 'a', flag: false })
    expect(Object.keys(read({ whole: '10', number: 'x', choice: 'c' }).errors)).toEqual([
      'whole',
      'number',
      'choice',
    ])
  })
})
