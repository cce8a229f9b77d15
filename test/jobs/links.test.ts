import { beforeEach, describe, expect, test } from 'bun:test'
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { exportAccount } from '#src/accounts/exportAccount.ts'
import { copyTree } from '#src/copyTree.ts'
import { bytesOf, findOdd, listFiles, removeOdd, removeTree, walk } from '#src/tree.ts'
import { temporaryFolder } from '../support/database.ts'
import { until } from '../support/until.ts'
import { openWork, shellMethods, workForThisFile } from '../support/work.ts'

/** A folder of somebody else, full of what a careless walk would remove or show. */
const victim = join(temporaryFolder(), 'victim')
mkdirSync(join(victim, 'inner'), { recursive: true })
writeFileSync(join(victim, 'secret'), 'canary')
for (let i = 0; i < 12; i++) symlinkSync('/dev/null', join(victim, i % 2 ? 'inner' : '.', `link${i}`))
for (let i = 0; i < 6; i++) Bun.spawnSync(['mkfifo', join(victim, 'inner', `pipe${i}`)])
const victims = () => [victim, join(victim, 'inner')].flatMap(folder => readdirSync(folder)).length
const all = victims()
const end = 'echo done > output/result.txt'

const methods = {
  linksOut: `mkdir output/deep; ln -s ${victim} output/deep/aaa; ln -s ${victim}/secret output/bbb; mkfifo output/pipe; ${end}`,
  isLink: `rm -r output; ln -s ${victim} output`,
  isFile: 'rm -r output; echo x > output',
  replacesLog: `rm log.txt; ln -s ${victim}/secret log.txt; ${end}`,
  removesLog: `rm log.txt; ${end}`,
  closes: `mkdir output/closed; echo x > output/closed/file; chmod 0 output/closed/file output/closed; ${end}`,
  failsWithLinks: `echo x > output/part.txt; ln -s ${victim} output/aaa; mkfifo output/pipe; ln -s ${victim} ../input/more; exit 3`,
  failsAsLink: `rm -r output; ln -s ${victim} output; exit 3`,
  putsAside: `ln -s ${victim} checkpoint/aaa; ln -s ${victim} cache/aaa; ln -s ${victim} aaa; ${end}`,
  lasts: `ln -s ${victim} output/aaa; echo running > output/running.txt; echo $$ > output/pid; sleep 60`,
}
const work = await openWork({
  methods: shellMethods(methods, true),
})
workForThisFile(work)
beforeEach(() => expect([victims(), all]).toEqual([20, 20]))

describe('what a method leaves is named, never followed, and nothing of others is removed', () => {
  test.each([
    ['linksOut', ['the link deep/aaa', 'the link bbb', 'the pipe pipe']],
    ['isLink', ['a link in its place']],
    ['isFile', ['a file in its place']],
  ])('%s', async (method, names) => {
    const analysis = await work.submit(method)
    const { state, reason, message, attempt } = (await work.ended(analysis))!
    expect([state, reason, attempt]).toEqual(['failed', 'odd_output', 1])
    for (const name of names) expect(message).toContain(name)
    expect(victims()).toBe(all)
    expect(await keptOf(analysis.id)).not.toContain('canary')
    expect(await findOdd(work.files.failed(analysis.id))).toEqual([])
  })

  test.each(['replacesLog', 'removesLog', 'closes', 'putsAside'])('%s: it is done', async method => {
    const analysis = await work.submit(method)
    expect(await work.ended(analysis)).toMatchObject({ state: 'done', attempt: 1 })
    expect(await findOdd(join(work.home(analysis), 'output'))).toEqual([])
    expect(readFileSync(join(work.home(analysis), 'output/result.txt'), 'utf8')).toBe('done\n')
    expect(victims()).toBe(all)
  })

  test.each(['failsWithLinks', 'failsAsLink'])('%s: what is kept holds no links', async method => {
    const analysis = await work.submit(method)
    expect(await work.ended(analysis)).toMatchObject({ state: 'failed', reason: 'bug', attempt: 1 })
    expect(await keptOf(analysis.id)).not.toContain('canary')
    expect(await findOdd(work.files.failed(analysis.id))).toEqual([])
    expect(victims()).toBe(all)
  })

  test('while it runs, nothing of it is in the export of its owner', async () => {
    const analysis = await work.submit('lasts')
    await work.startedPid(analysis)
    const viewer = { id: work.ada.id, user: work.ada, roles: [] } as never
    const zip = await new Response(
      await exportAccount({ db: work.db.read, files: work.files }, viewer, Date.now()),
    ).text()
    expect(zip).toContain('params.json')
    expect(zip).not.toContain('canary')
    expect(zip).not.toContain('running.txt')
  })

  async function keptOf(id: number): Promise<string> {
    const folder = work.files.failed(id)
    await until(() => existsSync(folder))
    const names = await listFiles(folder)
    expect(names).toContain('report.json')
    return names.map(name => readFileSync(join(folder, name), 'utf8')).join()
  }
})

describe('a walk', () => {
  const folder = join(temporaryFolder(), 'tree')
  beforeEach(async () => {
    await removeTree(folder)
    mkdirSync(join(folder, 'a/b'), { recursive: true })
    writeFileSync(join(folder, 'a/b/file'), '12345')
    symlinkSync(victim, join(folder, 'a/link'))
    symlinkSync(join(folder, 'nowhere'), join(folder, 'a/broken'))
    Bun.spawnSync(['mkfifo', join(folder, 'pipe')])
  })

  test('names everything and enters no link, not even as its start', async () => {
    const found: string[] = []
    for await (const { path, kind } of walk(folder)) found.push(`${kind} ${path}`)
    expect(found.toSorted()).toEqual([
      'file a/b/file',
      'folder ',
      'folder a',
      'folder a/b',
      'link a/broken',
      'link a/link',
      'pipe pipe',
    ])
    expect(await listFiles(folder)).toEqual(['a/b/file'])
    expect(await listFiles(join(folder, 'a/link'))).toEqual([])
    expect(await listFiles(join(folder, 'nowhere'))).toEqual([])
    expect([await bytesOf(folder), await bytesOf(join(folder, 'a/link'))]).toEqual([5, 0])
  })

  test('copies files and folders alone', async () => {
    const copy = join(temporaryFolder(), 'copy')
    expect(await copyTree(folder, copy)).toBe(5)
    expect(await findOdd(copy)).toEqual([])
    expect(await listFiles(copy)).toEqual(['a/b/file'])
  })

  test('removes what is odd, then the rest, and nothing that a link points to', async () => {
    await removeOdd(folder)
    expect(await findOdd(folder)).toEqual([])
    symlinkSync(victim, join(folder, 'a/link'))
    await removeTree(folder)
    expect(lstatSync(folder, { throwIfNoEntry: false })).toBeUndefined()
    symlinkSync(victim, folder)
    await removeTree(folder)
    expect([existsSync(folder), victims()]).toEqual([false, all])
  })
})
