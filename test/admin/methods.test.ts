import { expect, test } from 'bun:test'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { findAnalysis, setAnalysisState } from '#db/analyses.ts'
import { listAudit } from '#db/audit.ts'
import { methodOf, readMethods } from '#src/analyses/methods.ts'
import { type Actor, ask, makeWorld, openSite } from '../routes/world.ts'
import { archiveOf, manifestOf, packed } from '../support/methodArchives.ts'
import { noon } from '../support/people.ts'
import { zipOf } from '../support/zip.ts'

async function open() {
  const site = openSite()
  const { owner, study, actors } = await makeWorld(site)
  const { origin, userData } = site.config

  async function post(
    path: string,
    fields: Record<string, string | File>,
    who: Actor = actors.administrator,
  ) {
    const { cookie, csrf } = who
    const body = Object.values(fields).some(value => typeof value !== 'string')
      ? new FormData()
      : new URLSearchParams()
    for (const [name, value] of Object.entries({ csrf, ...fields })) body.append(name, value as string)
    return await ask(site, path, { method: 'POST', body, headers: { cookie, origin } })
  }
  const install = (bytes: Uint8Array<ArrayBuffer>, name = 'slope.tar.gz') =>
    post('/admin/methods', { archive: new File([bytes], name) })
  const get = (path: string, who: Actor = actors.administrator) =>
    ask(site, path, { headers: { cookie: who.cookie } })
  /** Starts an analysis of the method as the owner, and answers its row. */
  async function start(name: string) {
    const answer = await post(`/studies/${study.id}/methods/slope`, { name, submitKey: name }, actors.owner)
    return (await findAnalysis(site.db.read, Number(answer.headers.get('location')?.match(/\d+$/)?.[0])))!
  }
  const changes = async () =>
    (await listAudit(site.db.read, 50))
      .filter(({ subject }) => subject === 'method:slope')
      .map(({ action, details }) => [action, details])
      .reverse()
  return { ...site, owner, study, actors, post, install, get, start, changes, userData }
}

test('a method is installed, switched on, updated and removed; each analysis keeps the version that it is of', async () => {
  const site = await open()
  const { config, db, owner, study, actors, post, install, get, start } = site
  const form = () => get(`/studies/${study.id}/methods/slope`, actors.owner)
  const answer = await install(await archiveOf('1.0'))
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/admin/methods/slope'])
  expect((await form()).status).toBe(404) // until an administrator has looked at it
  await post('/admin/methods/slope/offer', { isOff: 'no' })
  expect((await form()).status).toBe(200)

  const first = await start('First')
  expect([first.method, first.methodVersion]).toEqual(['slope', '1.0'])
  await install(await archiveOf('2.0'))
  const second = await start('Second')
  expect(second.methodVersion).toBe('2.0')
  const commandOf = (version: string) => methodOf(config, 'slope', version)!.command[1]!
  expect([commandOf('1.0'), commandOf('2.0')]).toEqual(
    [1, 2].map(number => join(config.userData, `methods/slope/${number}/slope.sh`)),
  )
  expect(statSync(commandOf('1.0')).mode & 0o777).toBe(0o755)
  expect(await (await get('/admin/methods/slope')).text()).toContain('1 analysis, 1 waiting or running')

  await post('/admin/methods/slope/offer', { isOff: 'yes' })
  expect((await form()).status).toBe(404)
  expect(readMethods(config).methods.has('slope')).toBe(false)
  expect(methodOf(config, 'slope', '2.0')?.version).toBe('2.0') // the one that waits still runs
  const early = await post('/admin/methods/slope/removal', {})
  expect([early.status, await early.text()]).toEqual([
    409,
    expect.stringContaining('2 analyses wait for it or run'),
  ])

  await db.write(async tx => {
    for (const { id } of [first, second])
      await setAnalysisState(tx, id, 'done', { finishedAt: noon, summary: { slope: 3 } })
  })
  await Bun.write(join(site.files.analysis(owner.id, study.id, first.id), 'output/log.txt'), 'x')
  expect((await post('/admin/methods/slope/removal', { number: '2' })).status).toBe(409) // it is used
  await post('/admin/methods/slope/version', { number: '1' })
  expect(readMethods(config).known.get('slope')?.version).toBe('1.0')
  expect((await post('/admin/methods/slope/removal', { number: '2' })).status).toBe(303)
  expect((await post('/admin/methods/slope/removal', {})).status).toBe(303)
  expect(existsSync(join(config.userData, 'methods/slope'))).toBe(false)
  const result = await (await get(`/analyses/${first.id}`, actors.owner)).text()
  expect(result).toContain('Slope of 1.0')
  expect(result).toContain('slope 1.0.')
  expect(await site.changes()).toEqual([
    ['method_installed', { version: '1.0' }],
    ['method_changed', { isOff: false }],
    ['method_updated', { version: '2.0' }],
    ['method_changed', { isOff: true }],
    ['method_changed', { current: 1 }],
    ['method_removed', { versions: ['2.0'] }],
    ['method_removed', { versions: ['1.0'] }],
  ])
})

test('an administrator says who may start a method, whatever its manifest says', async () => {
  const { study, actors, config, post, install, get, start } = await open()
  await install(await archiveOf('1.0', { role: 'beamline' }))
  await post('/admin/methods/slope/offer', { isOff: 'no' })
  const page = async () => (await get(`/studies/${study.id}/methods/slope`, actors.owner)).status
  expect(await page()).toBe(404)
  await post('/admin/methods/slope/role', { role: 'everybody' })
  expect(await page()).toBe(200)
  const { id } = await start('First')
  await post('/admin/methods/slope/role', { role: 'role superuser' })
  expect(await page()).toBe(404)
  const again = await post(`/analyses/${id}/repetition`, {}, actors.owner)
  expect([again.status, await again.text()]).toEqual([409, expect.stringContaining('is not offered')])
  expect((await post('/admin/methods/slope/role', { role: 'role nobody-has' })).status).toBe(404)
  await post('/admin/methods/average/role', { role: 'role superuser' }) // one of BIOCE_METHODS
  expect(readMethods(config).known.get('average')?.role).toBe('superuser')
  await post('/admin/methods/slope/role', { role: 'manifest' })
  expect(await (await get('/admin/methods')).text()).toContain(
    'slope 1.0, installed here, for people with the role “beamline”',
  )
})

const wordsOf = async (answer: Response) =>
  (await answer.text()).match(/<p class="field-error"[^>]*>(.*?)<\/p>|role="alert".*?<ul>(.*?)<\/ul>/)?.[0]

test('a zip is as good, a version is installed once, and what is broken later is named and left out', async () => {
  const { install, get, config } = await open()
  const text = JSON.stringify(manifestOf('1.0'))
  const links = [
    { name: 'method.json', text },
    { name: 'x', type: 'symlink' as const, linkname: '/etc/passwd' },
  ]
  const refused = await install(await packed(links))
  expect([refused.status, await wordsOf(refused)]).toEqual([
    422,
    expect.stringContaining('x, which is a link'),
  ])
  expect((await install(await archiveOf('1.0', { name: 'average' }))).status).toBe(409) // one of BIOCE_METHODS
  expect(existsSync(join(config.userData, 'methods'))).toBe(false)
  expect(readdirSync(join(config.userData, '.incoming'))).toEqual([])
  const entries = { 'slope/method.json': text, 'slope/slope.sh': 'echo' }
  const zip = zipOf(Object.entries(entries).map(([name, data]) => ({ name, data })))
  expect((await install(new Uint8Array(zip), 'slope.zip')).status).toBe(303)
  expect(await wordsOf(await install(await archiveOf('3.0'), 'slope.txt'))).toContain(
    'slope.txt is no archive',
  )
  const again = await install(await archiveOf('1.0'))
  expect([again.status, await wordsOf(again)]).toEqual([409, expect.stringContaining('is installed')])
  await Bun.write(join(config.userData, 'methods/slope/1/method.json'), '{')
  const page = await (await get('/admin/methods')).text()
  expect(page).toContain('broken')
  expect(page).toContain('methods/slope/1/method.json, line 1')
  expect((await get('/admin/methods/slope')).status).toBe(200)
})
