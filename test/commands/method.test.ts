import { describe, expect, test } from 'bun:test'
import { dirname, join, resolve } from 'node:path'
import { languages, makeMethod } from '#src/commands/newMethod.ts'
import { tryMethod } from '#src/commands/tryMethod.ts'
import { temporaryFolder } from '../support/database.ts'
import { obstacleOf } from '../support/languages.ts'
import { because } from '../support/skips.ts'

const nameOf = (language: string) => join(temporaryFolder(), `mean-${language}`)
const names = Object.keys(languages) as (keyof typeof languages)[]

async function outcomeOf(folder: string) {
  const lines: string[] = []
  return { isFine: await tryMethod(folder, line => lines.push(line)), text: lines.join('\n') }
}

const madeIn = (language: keyof typeof languages) =>
  makeMethod(`mean-${language}`, language, temporaryFolder())

describe('a method to start from', () => {
  for (const language of names) {
    const obstacle = obstacleOf(language)
    test.skipIf(obstacle !== '')(`works in ${language}${obstacle}`, async () => {
      const { isFine, text } = await outcomeOf(await madeIn(language))
      expect([isFine, text]).toEqual([true, expect.stringContaining('Mean: 2.667\n')])
      expect(text).toContain('values.csv: Values')
    })
  }

  test('is refused under a name that is none, and where it is there already', async () => {
    await expect(makeMethod('../x', 'shell')).rejects.toThrow('is no name of a method')
    await expect(makeMethod(nameOf('X'), 'shell')).rejects.toThrow('is no name of a method')
    const folder = await madeIn('shell')
    await expect(makeMethod('mean-shell', 'shell', dirname(folder))).rejects.toThrow('is there already')
  })
})

describe('the check of a method', () => {
  const python = Bun.which('python3')
  test.skipIf(!python)(
    `runs the example in examples/${python ? '' : because('python3 is not installed')}`,
    async () => {
      const { isFine, text } = await outcomeOf(resolve(import.meta.dir, '../../examples/dose-response'))
      expect([isFine, text]).toEqual([true, expect.stringContaining('EC50 of the first table: ')])
    },
  )

  test('gives a field the file beside the manifest that the example names', async () => {
    const folder = await madeIn('shell')
    const manifest = await Bun.file(join(folder, 'method.json')).json()
    const list = { type: 'string', title: 'List', format: 'file-path', 'x-upload': ['.txt'] }
    Object.assign(manifest.parameters.properties, { list })
    manifest.example.parameters = { list: 'wells.txt' }
    await Bun.write(join(folder, 'method.json'), JSON.stringify(manifest))
    await Bun.write(join(folder, 'wells.txt'), 'A1 B2\n')
    const script = 'echo place,value > output/values.csv; echo 1,2 >> output/values.csv\n'
    const told = 'printf \'{"summary": {"mean": "%s"}}\\n\' "$(cat input/fields/list.txt)"\n'
    await Bun.write(join(folder, 'method.sh'), script + told)
    expect(await outcomeOf(folder)).toEqual({ isFine: true, text: expect.stringContaining('Mean: A1 B2') })
  })

  test('writes the pages of a method, which a browser opens without a server', async () => {
    const folder = await madeIn('shell')
    const manifest = await Bun.file(join(folder, 'method.json')).json()
    manifest.results.push({ file: 'plot.svg', title: 'Plot', show: 'image' })
    manifest.help = 'How it works: <script>alert(1)</script>'
    await Bun.write(join(folder, 'method.json'), JSON.stringify(manifest))
    const script = await Bun.file(join(folder, 'method.sh')).text()
    await Bun.write(join(folder, 'method.sh'), `echo '<svg/>' > output/plot.svg\n${script}`)
    const preview = join(folder, 'preview')
    const lines: string[] = []
    expect(await tryMethod(folder, line => lines.push(line), preview)).toBe(true)
    const [upload, form, result] = await Promise.all(
      ['upload', 'form', 'result'].map(name => Bun.file(join(preview, `${name}.html`)).text()),
    )
    expect(upload).toContain('type="file"')
    expect(form).toContain('name="scale"')
    for (const words of ['2.667', '<path', 'data:image/svg+xml;', 'values.csv'])
      expect(result).toContain(words)
    for (const text of [upload, form, result]) {
      expect(text).not.toMatch(/<script|<link|@import|href="\/|src="\//)
      expect(text).toContain('<style>')
    }
    expect(lines.filter(line => line.startsWith('Wrote '))).toHaveLength(3)
  })

  test.each([
    ['a result that is not written', 'true', 'ended without writing values.csv'],
    [
      'a table that is none',
      'echo x > output/values.csv; echo y,z >> output/values.csv',
      'this is no CSV table',
    ],
    ['a column that is not there', 'printf "a,b\\n1,2\\n" > output/values.csv', 'has no column'],
    ['a program that is not installed', 'exec no-such-program', 'is not there, or may not be run'],
    ['a failure in words', `echo '{"reason": "no", "message": "Not so."}'; exit 1`, 'Not so.'],
    ['a link as a result', 'ln -s /etc/passwd output/values.csv', 'output/'],
  ])('names %s', async (_, script, words) => {
    const folder = await madeIn('shell')
    await Bun.write(join(folder, 'method.sh'), script)
    const { isFine, text } = await outcomeOf(folder)
    expect([isFine, text]).toEqual([false, expect.stringContaining(words)])
  })

  test('names what is wrong with the manifest by its line', async () => {
    const folder = await madeIn('shell')
    await Bun.write(join(folder, 'method.json'), '{\n"name": 1\n}')
    await expect(outcomeOf(folder)).rejects.toThrow('method.json, line ')
  })
})
