import { expect, test } from 'bun:test'
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { temporaryFolder } from '../support/database.ts'

const root = resolve(import.meta.dir, '../..')

const field = `
  stiffness: number({
    label: 'Stiffness of the tether',
    help: 'A setting that only this test has.',
    tip: 'It changes nothing.',
    byDefault: 2.5,
    least: 1,
    most: 9,
    group: 'more',
    toCore: () => ({}),
  }),
  cut: number({`

/** What pages, files and the command line make of the settings, in a copy of the program. */
const program = `
  const { settingViews } = await import('#src/method/settingViews.ts')
  const { defaultFields, describeParameters, formNamesOf, parseParameters } = await import('#src/method/parameters.ts')
  const { readParameters, writeParameters } = await import('#src/method/parametersFile.ts')
  const { command } = await import('#src/commands/infer.ts')
  const { MadeFacts } = await import('#views/analyses/howMade.tsx')
  const { outcomeFacts } = await import('#src/analyses/outcome.ts')
  const { SettingInput } = await import('#views/analyses/settingInput.tsx')
  const parameters = parseParameters({ ...defaultFields, stiffness: '4' })
  let refusal
  try { parseParameters({ ...defaultFields, stiffness: '10' }) } catch (error) { refusal = error.fields }
  const view = settingViews({ models: 3 }).more.find(each => each.name === 'stiffness')
  console.log(JSON.stringify({
    form: String(SettingInput({ form: { values: defaultFields, errors: {} }, field: view })),
    names: formNamesOf(1),
    value: parameters.stiffness,
    refusal,
    json: readParameters(writeParameters(parameters)).stiffness,
    report: String(MadeFacts({
      ...outcomeFacts({ id: 1, name: 'First', method: 'bioce', createdAt: 0, finishedAt: 0, parameters }),
      program: { name: 'bioce', version: '1' },
    })),
    described: describeParameters(parameters).find(each => each.name === 'Stiffness of the tether'),
    older: describeParameters({}).find(each => each.name === 'Stiffness of the tether'),
    usage: command.usage,
  }))
`

test('a new setting is one entry in one file: form, reader, JSON, description, report and command line show it', async () => {
  const copy = temporaryFolder()
  for (const folder of ['src', 'views', 'db', 'jobs', 'static'])
    cpSync(join(root, folder), join(copy, folder), { recursive: true })
  for (const file of ['package.json', 'tsconfig.json']) cpSync(join(root, file), join(copy, file))
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  const path = join(copy, 'src/method/fields.ts')
  const before = readFileSync(path, 'utf8')
  writeFileSync(path, before.replace('\n  cut: number({', field))
  writeFileSync(join(copy, 'show.ts'), program)
  const child = Bun.spawnSync([process.execPath, 'show.ts'], { cwd: copy })
  expect(child.stderr.toString()).toBe('')
  const shown = JSON.parse(child.stdout.toString())
  expect(shown.form).toContain('Stiffness of the tether')
  expect(shown.form).toContain('min="1"')
  expect(shown.names).toContain('stiffness')
  expect(shown.value).toBe(4)
  expect(shown.refusal).toEqual({ stiffness: 'Use a number from 1 to 9.' })
  expect(shown.json).toBe('4')
  expect(shown.described.value).toBe('4')
  expect(shown.report.replace(/<[^>]*>/g, ' ')).toMatch(/Stiffness of the tether\s+4\s/)
  expect(shown.older.value).toBe('2.5')
  expect(shown.usage).toContain('[--stiffness X]')
})
