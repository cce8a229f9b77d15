import { expect, spyOn, test } from 'bun:test'
import { commands } from '#src/commands/index.ts'
import { sharedFolder, unlessLong, unlessShared } from '../support/skips.ts'

/** Real curves with models that are not theirs, or in a wrong unit: what the command line says of them. */

const inputs = sharedFolder('saxs', 'inputs')
const otherProtein = [1, 2, 3, 4, 5].map(n => `${inputs}/bioce${n}.pdb`)
const cases = [
  { what: 'SASDCQ2 with another protein', curve: 'SASDCQ2.dat', models: otherProtein, code: 'misfit' },
  { what: 'lysozyme with another protein', curve: 'lyzexp.dat', models: otherProtein, code: 'misfit' },
  {
    what: 'lysozyme in 1/nm, taken as 1/A',
    curve: 'lyzexp_nm.dat',
    models: [`${inputs}/6lyz.pdb`],
    more: ['--unit', '1/A'],
  },
]

for (const { what, curve, models, more = [], code } of cases) {
  const skipped = unlessShared('saxs') || (curve === 'lyzexp.dat' ? '' : unlessLong)
  test.skipIf(skipped !== '')(
    `${what} is poor in JSON, on standard error and by exit code${skipped}`,
    async () => {
      const [log, error] = [spyOn(console, 'log'), spyOn(console, 'error')].map(spy => spy.mockReturnValue())
      const settings = [
        '--skip-variational',
        '--effort',
        'gate',
        '--iterations',
        '300',
        '--iterations-max',
        '300',
        '--threads',
        '1',
      ]
      const { command } = await commands.infer!()
      const exit = await command.run([
        '--curve',
        `${inputs}/${curve}`,
        ...models,
        ...settings,
        ...more,
        '--json',
        '--strict',
      ])
      const { verdict } = JSON.parse(String(log!.mock.calls[0]?.[0]))
      const said = error!.mock.calls.flat().join('\n')
      log!.mockRestore()
      error!.mockRestore()
      expect(exit).toBe(3)
      expect(verdict.grade).toBe('poor')
      if (code) expect(verdict.code).toBe(code)
      if (code) expect(said).toContain('No mixture of these models explains the curve')
      expect(said.length).toBeGreaterThan(20)
    },
    60_000,
  )
}
