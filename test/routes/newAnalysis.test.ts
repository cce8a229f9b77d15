import { expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { findAnalysis } from '#db/analyses.ts'
import type { Assignment } from '#src/analyses/folder.ts'
import { listFiles } from '#src/tree.ts'
import { makeWorld, openSite } from './world.ts'

const site = openSite()

type World = Awaited<ReturnType<typeof makeWorld>>

/** Sends a form with files as the owner of the study. */
async function post(
  world: World,
  path: string,
  fields: Record<string, string>,
  files: Record<string, string>,
) {
  const { cookie, csrf } = world.actors.owner
  const body = new FormData()
  for (const [name, value] of Object.entries({ csrf, ...fields })) body.set(name, value)
  for (const [name, text] of Object.entries(files)) body.set(name, new File([text], `${name}.dat`))
  const headers = { cookie, accept: 'text/html', 'sec-fetch-site': 'same-origin' }
  const url = `${site.config.origin}/studies/${world.study.id}/analyses${path}`
  return await site.app.handle(new Request(url, { method: 'POST', headers, body }))
}

/** Sends the form of an analysis. */
async function openForm(world?: World) {
  const where = world ?? (await makeWorld(site))
  return async (fields: Record<string, string>, files: Record<string, string> = {}) => {
    const response = await post(where, '', { submitKey: crypto.randomUUID(), ...fields }, files)
    const id = Number(response.headers.get('location')?.split('/').at(-1))
    if (response.status !== 303) return { status: response.status, page: await response.text() }
    const home = site.files.analysis(where.owner.id, where.study.id, id)
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
  expect(page).toContain(
    'energies.dat: The file has 3 energies, but the study has 5 models: each model needs one.',
  )
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

test('files are read as they are chosen: what is in them, or what is wrong, and nothing is kept', async () => {
  const world = await makeWorld(site)
  const told = async (files: Record<string, string>) => {
    const response = await post(world, '/files', { name: 'F' }, files)
    expect(response.status).toBe(200)
    return (await response.text()).replace(/<[^>]*>/g, '|')
  }
  expect(await told({ energies })).toContain('Energies of 5 models, from 1.00 to 5.00.')
  expect(await told({ energies: '1 x' })).toContain(
    'energies.dat, line 1: Column 2 is “x”, not a finite number.',
  )
  const tables = { shiftsSimulated: '1 1 1 1 1\n2 2 2 2 2\n', shiftsRms: '1\n1\n' }
  expect(await told({ shifts: '1 0.1\n2 0.1\n', ...tables })).toContain('2 chemical shifts are used.')
  // The second of three files is still being looked for.
  expect((await told({ shifts: '1 0.1\n2 0.1\n' })).replaceAll('|', '')).toBe('')
  expect(await listIncoming()).toEqual([])
})

const listIncoming = () => listFiles(`${dirname(site.files.user(0))}/.incoming`)

test('parameters come as a file too, and a repetition has the next name', async () => {
  const world = await makeWorld(site)
  const fill = async (jsonFile: string) =>
    await (await post(world, '/parameters', { json: '' }, { jsonFile })).text()
  const models = Array.from({ length: 2000 }, (_, k) => ({ name: `conformer-${k}`, rg: 20 }))
  expect(await fill(JSON.stringify({ study: { models }, parameters: { chains: 9 } }))).toContain('value="9"')
  expect(await fill('{"chains": 99}')).toContain('chains: Use a whole number from 2 to 16.')
  const first = await (await openForm(world))({ name: 'Wide' })
  const { cookie } = world.actors.owner
  const url = `${site.config.origin}/studies/${world.study.id}/analyses/new?from=${first.row!.id}`
  const page = await (await site.app.handle(new Request(url, { headers: { cookie } }))).text()
  expect(page).toContain('value="Wide 2"')
})
