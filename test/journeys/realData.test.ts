import { expect, test } from 'bun:test'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { makeZip } from 'client-zip'
import type { Page } from 'playwright-core'
import { long, sharedFolder, unlessLong, unlessShared } from '../support/skips.ts'
import { keepStudy, openJourneys, sampleLittle, submitAnalysis, uploadFiles } from './world.ts'

const inputs = sharedFolder('saxs/inputs')
const models = [1, 2, 3, 4, 5].map(k => join(inputs, `bioce${k}.pdb`))
const curve = join(inputs, 'exp_test_10pts.dat')
const skipped = unlessShared('saxs')
const absent = skipped !== ''
const whenLong = skipped || unlessLong
const journeys = openJourneys()

/** Starts an analysis of the study on the page, and waits for its result. */
async function analyse(page: Page) {
  await page.click('[data-tour-step=analyse]')
  await page.fill('[name=name]', 'First')
  await page.fill('[name=cut]', '0.01')
  await sampleLittle(page)
  await submitAnalysis(page)
}

/** Of the first analysis: it takes longest, and is opened again without a script. */
let capsidResult = ''

const rowsOf = (page: Page) => page.locator('#weights table[data-sortable] tbody tr')

for (const [how, side] of [
  ['with a script', 'page'],
  ['without a script', 'plain'],
] as const) {
  test.skipIf(absent || !long)(
    `a real curve and five real PDB files become weights and a fit, ${how}${whenLong}`,
    async () => {
      const { server, trouble, [side]: page } = journeys
      await uploadFiles(page, server.origin, `Capsid ${side}`, { curve, library: models })
      await keepStudy(page, '1/A')
      if (!capsidResult) {
        await analyse(page)
        capsidResult = page.url()
      } else await page.goto(capsidResult)
      expect(await rowsOf(page).count()).toBe(5)
      expect(await page.textContent('#weights')).toContain('bioce3')
      expect(trouble).toEqual([])
    },
    300_000,
  )

  const isQuick = side === 'page'
  test.skipIf(absent || (!isQuick && !long))(
    `q in 1/nm must be answered for, with the Rg that each unit means, ${how}${isQuick ? skipped : whenLong}`,
    async () => {
      const { server, trouble, [side]: page } = journeys
      const files = { curve: join(inputs, 'lyzexp_nm.dat'), library: join(inputs, '6lyz.pdb') }
      await uploadFiles(page, server.origin, `In nm, ${side}`, files)
      const question = page.locator('fieldset#unit')
      expect(await question.textContent()).toContain('What is the unit of q in lyzexp_nm.dat?')
      expect(await question.textContent()).toMatch(/Rg would be 1\.\d\d\sÅ.*Rg would be 1\d\.\d\sÅ/s)
      expect(await page.locator('[name=unit]:checked').count()).toBe(0)
      expect(await page.textContent('#library-card')).toContain('A: 129 residues, 1 to 129')
      await page.click('[data-tour-step=accept]')
      expect(page.url()).toContain('/drafts/')
      await keepStudy(page, '1/nm')
      expect(await page.textContent('.toast')).toContain('The study is saved')
      expect(await page.textContent('#curve-card')).toContain('nm−1, converted')
      await analyse(page)
      // A crystal is not quite what is in solution: of so precise a curve, the shape says so.
      const told = await page.textContent('main')
      expect(told).toContain('The model explains the curve, but not everything about it is as it should be.')
      expect(told).toContain('What is smooth in the residuals has a χ² of')
      expect(trouble).toEqual([])
    },
    300_000,
  )

  test.skipIf(absent || (!isQuick && !long))(
    `q in 1/Å is only confirmed, and the same name is refused where it is typed, ${how}${isQuick ? skipped : whenLong}`,
    async () => {
      const { server, trouble, [side]: page } = journeys
      const files = { curve: join(inputs, 'lyzexp.dat'), library: join(inputs, '6lyz.pdb') }
      await uploadFiles(page, server.origin, `In nm, ${side}`, files)
      expect(await page.inputValue('[name=unit]:checked')).toBe('1/A')
      await page.click('[data-tour-step=accept]')
      const refusal = page.locator('.error-summary', {
        hasText: `You have a study named “In nm, ${side}” already.`,
      })
      await refusal.waitFor()
      await page.fill('#name', `In Å, ${side}`)
      await keepStudy(page, '1/A')
      expect(await page.textContent('h1')).toBe(`In Å, ${side}`)
      expect(trouble).toEqual([])
    },
    240_000,
  )
}

test.skipIf(absent || !long)(
  `the same curve with calculated profiles, and the library in an archive${whenLong}`,
  async () => {
    const { server, page, trouble } = journeys
    const library = join(mkdtempSync(join(tmpdir(), 'bioce-zip-')), 'pdbs.zip')
    const packed = models.map(path => ({ name: basename(path), input: readFileSync(path) }))
    await Bun.write(library, new Response(makeZip(packed)))
    const profiles = join(inputs, 'SimulatedIntensities_2f12016.txt')
    await uploadFiles(page, server.origin, 'With profiles', { curve, library, profiles })
    await keepStudy(page, '1/A')
    await analyse(page)
    expect(await rowsOf(page).count()).toBe(5)
    expect(trouble).toEqual([])
  },
  240_000,
)

test.skipIf(absent)(
  `a broken file comes back with its line, is mended in place, and nothing is left of what is thrown away${skipped}`,
  async () => {
    const broken = join(mkdtempSync(join(tmpdir(), 'bioce-curve-')), 'broken.dat')
    await Bun.write(broken, '0.01 1.0 0.1\n0.02 0.9 0.1\n0.03 abc 0.1\n0.04 0.7 0.1\n')
    const { page, server } = journeys
    const incoming = () => [
      ...new Bun.Glob('**/*').scanSync({ cwd: join(server.data, 'userData/.incoming') }),
    ]
    const before = incoming()
    await uploadFiles(page, server.origin, 'Broken', { curve: broken, library: models })
    expect(await page.textContent('#findings')).toContain('broken.dat, line 3')
    expect(await page.locator('#keep').count()).toBe(0)
    await page.setInputFiles('#replace [name=curve]', curve)
    await page.click('#replace form:has([name=curve]) button[type=submit]')
    await page.waitForSelector('#keep')
    expect(await page.inputValue('[name=name]')).toBe('Broken')
    await page.click('[popovertarget=throw-away]')
    await page.click('#throw-away button[type=submit]')
    await page.waitForURL(`${server.origin}/studies`)
    expect(await page.textContent('main')).not.toContain('Broken')
    expect(incoming().sort()).toEqual(before.sort())
  },
  240_000,
)
