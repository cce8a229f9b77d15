import { expect, test } from 'bun:test'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Result } from '#src/ensemble/contract.ts'
import { simulateExample } from '#src/ensemble/example/index.ts'
import { readStructures } from '#src/ensemble/structures/index.ts'
import { exampleSeed, findExampleFile } from '#src/studies/example.ts'
import { xtcOf } from '../ensemble/trajectories/writers.ts'
import { long, unlessLong } from '../support/skips.ts'
import { keepStudy, openJourneys, sampleLittle, submitAnalysis, uploadFiles } from './world.ts'

const journeys = openJourneys()

/** Of the example's conformers: the three that its curve was made from, and five more. */
const taken = [0, 2, 4, 9, 11, 14, 17, 19]

/** They are frames of a trajectory, each three times, with their curve and a topology. */
async function writeFiles() {
  const folder = mkdtempSync(join(tmpdir(), 'bioce-trajectory-'))
  const at = (name: string) => join(folder, name)
  const all = simulateExample(exampleSeed).models
  const models = taken.map(at => all[at]!)
  const places = models.map(({ name, text }) => readStructures(text, name).models[0]!.xyz)
  const frames = places.flatMap(xyz => [xyz, xyz, xyz]).map((xyz, i) => ({ xyz, time: 100 * i }))
  await Bun.write(at('run.xtc'), xtcOf(frames))
  await Bun.write(at('top.pdb'), models[0]!.text)
  await Bun.write(at('two-domains.dat'), (await findExampleFile('two-domains.dat'))!)
  return { curve: at('two-domains.dat'), library: [at('run.xtc'), at('top.pdb')] }
}

for (const [how, side] of [
  ['with a script', 'page'],
  ['without a script', 'plain'],
] as const)
  test.skipIf(side === 'plain' && !long)(
    `frames of a trajectory are chosen on the check page, ${how}${side === 'plain' ? unlessLong : ''}`,
    async () => {
      const { server, trouble, [side]: page } = journeys
      await uploadFiles(page, server.origin, `Trajectory ${side}`, await writeFiles())
      const card = page.locator('#frames')
      expect(await card.textContent()).toContain('24 frames, 0 to 2.3 ns')
      expect(await page.textContent('#library-card')).toMatch(/Models\s*24/)
      await page.fill('#first', '6')
      await page.fill('#last', '3')
      await card.getByText('Use these frames').click()
      await page.waitForSelector('#last-error:has-text("The last frame comes before the first.")')
      await page.fill('#first', '0')
      await page.fill('#last', '')
      await page.fill('#every', '3')
      await page.locator('#frames').getByText('Use these frames').click()
      await page.waitForSelector('#library-card:has-text("run#21 (2.1 ns)")').catch(async () => {
        throw new Error(`The page shows no model of the choice: ${await page.textContent('main')}`)
      })
      expect(await page.textContent('#library-card')).toMatch(/Models\s*8/)
      await keepStudy(page, '1/A')
      expect(await page.textContent('#library-card')).toContain('run#21 (2.1 ns)')
      expect(trouble).toEqual([])
    },
    240_000,
  )

test.skipIf(!long)(
  `its analysis finds the frames of the mixture, shows them in 3D and gives them as PDB${unlessLong}`,
  async () => {
    const { server, page, trouble } = journeys
    await page.goto(`${server.origin}/studies`)
    await page.click('text=Trajectory page')
    await page.click('[data-tour-step=analyse]')
    await page.fill('[name=name]', 'First')
    await sampleLittle(page)
    await submitAnalysis(page)
    const { models } = (await page.evaluate(
      `fetch(location.pathname + '/files/result.json').then(each => each.json())`,
    )) as Result
    const heaviest = models.toSorted((a, b) => b.weight.mean - a.weight.mean).slice(0, 3)
    expect(heaviest.map(({ name }) => name.split(' ')[0]).sort()).toEqual(['run#18', 'run#3', 'run#9'])
    await page.click('[data-viewer-open]')
    await page.waitForSelector('[data-viewer][data-ready]')
    const pdb = await page.evaluate(
      `fetch(location.pathname + '/files/ensemble.pdb').then(each => each.text())`,
    )
    expect(pdb as string).toContain('run#9')
    expect(trouble).toEqual([])
  },
  300_000,
)

test('the form names archives, and what is no code of one is told beside its field', async () => {
  const { server, page, trouble } = journeys
  await page.goto(`${server.origin}/studies/new`)
  await page.fill('#name', 'By code')
  await page.fill('#curveAccession', '../etc')
  await page.fill('#libraryAccession', 'http://localhost')
  await page.click('form#upload button[type=submit]')
  await page.waitForSelector('#curveAccession-error:has-text("This is no code of SASBDB, such as SASDJG5.")')
  expect(page.url()).toBe(`${server.origin}/studies/new`)
  expect(trouble).toEqual([])
}, 240_000)
