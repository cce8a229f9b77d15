import { expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findAnalysis } from '#db/analyses.ts'
import type { Assignment } from '#src/analyses/folder.ts'
import { makeWorld, openSite } from './world.ts'

const site = openSite()

/** Sends the form of an analysis as the owner of the study. */
async function openForm() {
  const world = await makeWorld(site)
  const { cookie, csrf } = world.actors.owner
  return async (fields: Record<string, string>, files: Record<string, string> = {}) => {
    const body = new FormData()
    for (const [name, value] of Object.entries({ csrf, submitKey: crypto.randomUUID(), ...fields }))
      body.set(name, value)
    for (const [name, text] of Object.entries(files)) body.set(name, new File([text], `${name}.dat`))
    const headers = { cookie, accept: 'text/html', 'sec-fetch-site': 'same-origin' }
    const path = `${site.config.origin}/studies/${world.study.id}/analyses`
    const response = await site.app.handle(new Request(path, { method: 'POST', headers, body }))
    const id = Number(response.headers.get('location')?.split('/').at(-1))
    if (response.status !== 303) return { status: response.status, page: await response.text() }
    const home = site.files.analysis(world.owner.id, world.study.id, id)
    return {
      status: 303,
      row: (await findAnalysis(site.db.read, id))!,
      assignment: JSON.parse(readFileSync(join(home, 'params.json'), 'utf8')) as Assignment,
      input: (name: string) => readFileSync(join(home, 'input', name), 'utf8'),
    }
  }
}

const energies = '1\n2\n3\n4\n5\n'

test('energies go with their analysis, and with the one that is run again from it, unless left out', async () => {
  const send = await openForm()
  const first = await send({ name: 'With energies' }, { energies })
  expect(first.row!.parameters.extras).toEqual({ energies: 'energies.dat' })
  expect(first.assignment!.extras!.energies).toMatchObject({
    path: 'energies.txt',
    name: 'energies.dat',
    bytes: 10,
  })
  expect(first.input!('energies.txt')).toBe(energies)
  const from = String(first.row!.id)
  const again = await send({ name: 'Once more', from, keepEnergies: 'on', chains: '6' })
  expect(again.input!('energies.txt')).toBe(energies)
  expect(again.row!.parameters).toMatchObject({ chains: 6, extras: { energies: 'energies.dat' } })
  const without = await send({ name: 'Without', from })
  expect(without.row!.parameters.extras).toBeUndefined()
  const other = await send({ name: 'Other', from, keepEnergies: 'on' }, { energies: '5 4 3 2 1' })
  expect(other.input!('energies.txt')).toBe('5 4 3 2 1')
})

test('a broken file is told beside its field, and what was typed comes back', async () => {
  const send = await openForm()
  const { status, page } = await send({ name: 'Broken', chains: '7' }, { energies: '1 2 3' })
  expect(status).toBe(422)
  expect(page).toContain('energies.dat has 3 energies, but the study has 5 models. Each model needs one.')
  expect(page).toContain('value="7"')
})

test("a stranger's analysis lends nothing, and a field that the page does not have is refused", async () => {
  const send = await openForm()
  const theirs = await (await openForm())({ name: 'Theirs' }, { energies })
  const mine = await send({ name: 'Mine', from: String(theirs.row!.id), keepEnergies: 'on' })
  expect(mine.row!.parameters.extras).toBeUndefined()
  expect((await send({ name: 'Odd', temperature: '300' })).status).toBe(422)
  expect((await send({ name: 'Odd' }, { notes: 'x' })).status).toBe(422)
})
