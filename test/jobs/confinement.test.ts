import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { findJobByKey } from '#db/jobs.ts'
import { cancel } from '#db/queue.ts'
import type { Analysis } from '#db/schema.ts'
import type { Method } from '#jobs/analysisRunner.ts'
import { type JobFiles, reachOf } from '#jobs/folders.ts'
import { reachOfCheck } from '#src/analyses/methodCheck.ts'
import { shippedMethods } from '#src/analyses/shippedMethods.ts'
import { openConfinement, type Reach } from '#src/confinement.ts'
import { describeProtection, findProtection, type Protection } from '#src/protection.ts'
import { countRunning } from '../support/processes.ts'
import { because } from '../support/skips.ts'
import { until } from '../support/until.ts'
import { openWork, usualLimits } from '../support/work.ts'

const found = findProtection({ userData: '/data/userData', methods: undefined })
const limits = { ...usualLimits, memoryBytesMax: 150e6, processesMax: 15 }

interface World extends Awaited<ReturnType<typeof openWork>> {
  stop: () => Promise<void>
  /** What a script of shell finds out, by the lines of its result. */
  ask: (script: string, more?: Partial<Method>) => Promise<string[]>
  add: (script: string, more?: Partial<Method>) => string
}

const placesIn = (data: string) => ({
  userData: join(data, 'userData'),
  failedAnalyses: join(data, 'failedAnalyses'),
  logs: join(data, 'logs'),
  backups: join(data, 'backups'),
  databaseFolder: join(data, 'db'),
  secretsFile: join(data, 'db/secrets.json'),
  methods: undefined,
})

/** A worker whose methods are confined so, beside secrets, a study of somebody else and a server on this machine. */
async function openWorld(protection: Protection): Promise<World> {
  const work = await openWork({ limits, confine: data => openConfinement(protection, placesIn(data)) })
  const others = join(work.folder, 'userData/user99/study1')
  for (const folder of ['db', 'logs', 'backups', 'failedAnalyses'])
    mkdirSync(join(work.folder, folder), { mode: 0o700 })
  mkdirSync(others, { recursive: true, mode: 0o700 })
  chmodSync(join(work.folder, 'userData/user99'), 0o700)
  for (const path of [join(work.folder, 'db/secrets.json'), join(others, 'curve.dat')])
    writeFileSync(path, 'private', { mode: 0o600 })
  const worker = await work.start()
  let count = 0

  function add(script: string, more: Partial<Method> = {}): string {
    const name = `asked-${++count}`
    work.methods.set(name, {
      command: ['bash', '-c', script],
      results: [{ file: 'result.txt', optional: true }],
      ...more,
    })
    return name
  }

  async function ask(script: string, more?: Partial<Method>): Promise<string[]> {
    const analysis = await work.submit(add(`{ ${script}\n} >output/result.txt`, more))
    expect(await work.ended(analysis)).toMatchObject({ state: 'done' })
    return readFileSync(join(work.home(analysis), 'output/result.txt'), 'utf8')
      .trim()
      .split('\n')
  }

  async function stop(): Promise<void> {
    await worker.stop(0)
    work.db.close()
  }
  return { ...work, ask, add, stop }
}

const [sandboxed, asNobody, unprotected] = [
  await openWorld(found),
  await openWorld({ ...found, sandbox: false }),
  await openWorld({ sandbox: false }),
]
afterAll(async () => {
  for (const world of [sandboxed, asNobody, unprotected]) await world.stop()
})

const reads = (path: string) => `cat ${path} >/dev/null 2>&1 && echo reads || echo closed`
const writes = (path: string) => `touch ${path} 2>/dev/null && echo writes || echo closed`
const secretsOf = ({ folder }: World) => join(folder, 'db/secrets.json')
const othersOf = ({ folder }: World) => join(folder, 'userData/user99/study1/curve.dat')

const withoutSandbox = found.sandbox ? '' : because('bubblewrap is not installed, or not allowed here')
describe(`in the sandbox${withoutSandbox}`, () => {
  let server: ReturnType<typeof Bun.serve>
  beforeAll(() => {
    server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response() })
  })
  afterAll(() => server.stop())
  const inSandbox = test.skipIf(!found.sandbox)
  const connect = () =>
    `(exec 3<>/dev/tcp/127.0.0.1/${server.port}) 2>/dev/null && echo connects || echo closed`

  inSandbox(
    `a method sees of our folders its own alone, and writes nowhere else${withoutSandbox}`,
    async () => {
      const outside = join(dirname(sandboxed.folder), `bioce-outside-${process.pid}`)
      expect(
        await sandboxed.ask(`
        ${reads(secretsOf(sandboxed))}; ${reads(othersOf(sandboxed))}; ${reads(join(sandboxed.folder, 'db/bioce.sqlite'))}
        touch ${outside} 2>/dev/null; ${writes('/usr/bin/bioce-outside')}; ${writes(join(sandboxed.folder, 'userData/x'))}
        ${writes('/run/x')}; ${writes('/dev/x')}
        ${reads('input/curve.dat')}; ${writes('input/x')}; ${reads('params.json')}; ${reads('/usr/bin/env')}
        ${writes('cache/x')}; ${writes('checkpoint/x')}; ${writes('/tmp/bioce-x')}; ${writes('/dev/shm/x')}; ls ${sandboxed.folder}/userData`),
      ).toEqual([
        ...['closed', 'closed', 'closed'],
        ...['closed', 'closed', 'closed', 'closed'],
        ...['reads', 'closed', 'reads', 'reads'],
        ...['writes', 'writes', 'writes', 'writes', `user${sandboxed.ada.id}`],
      ])
      expect([existsSync(outside), existsSync('/tmp/bioce-x')]).toEqual([false, false])
    },
  )

  inSandbox(`it has a network where its manifest asks for one${withoutSandbox}`, async () => {
    expect(await sandboxed.ask(connect())).toEqual(['closed'])
    expect(await sandboxed.ask(connect(), { network: true })).toEqual(['connects'])
  })

  inSandbox(`it sees no other process, and nothing of it is left${withoutSandbox}`, async () => {
    const script = 'env -i setsid sleep 37781 & cat /proc/[0-9]*/comm | sort | uniq | tr "\\n" " "'
    const [names] = await sandboxed.ask(script)
    expect(
      names!
        .trim()
        .split(' ')
        .filter(name => !/^(bash|bwrap|cat|env|setsid|sleep|sort|tr|uniq)$/.test(name)),
    ).toEqual([])
    expect(countRunning('sleep 37781')).toBe(0)
  })

  inSandbox(`it hears that it is to stop, and keeps what it has${withoutSandbox}`, async () => {
    const name = sandboxed.add(
      'trap "echo kept > checkpoint/state; exit 1" TERM; echo $$ > output/pid; while :; do sleep 0.05; done',
    )
    const analysis = await sandboxed.submit(name)
    await sandboxed.startedPid(analysis)
    const job = (await findJobByKey(sandboxed.db.read, `analysis:${analysis.id}`))!
    await sandboxed.db.write(tx => cancel(tx, job.id, Date.now()))
    await until(() => existsSync(join(sandboxed.home(analysis), 'checkpoint/state')))
  })

  test.skipIf(!found.sandbox).each([
    ['memory', 'head -c 2000m /dev/zero | tail'],
    ['processes', 'for i in $(seq 60); do sleep 37782 & done; wait'],
    ['output', 'exec cat /dev/zero > /tmp/big'],
    ['output', 'for i in $(seq 100); do head -c 200000 /dev/zero > checkpoint/$i; done; sleep 30'],
  ])(`its limits hold: %s, by %s${withoutSandbox}`, async (reason, script) => {
    const analysis = await sandboxed.submit(sandboxed.add(script))
    expect(await sandboxed.ended(analysis)).toMatchObject({ state: 'failed', reason })
    expect(countRunning('sleep 37782')).toBe(0)
  })

  inSandbox(`it tells how far it is and why it failed${withoutSandbox}`, async () => {
    const held = await sandboxed.submit('held')
    const stage = await until(async () => {
      const { progress } = (await sandboxed.row(held))!
      return (progress as { stage: string } | null)?.stage
    })
    expect(stage).toBe('sampling')
    sandboxed.release(held)
    expect(await sandboxed.ended(held)).toMatchObject({ state: 'done' })
    const refuses = await sandboxed.submit('refuses')
    expect(await sandboxed.ended(refuses)).toMatchObject({ state: 'failed', message: 'Nothing fits.' })
  })
})

const withoutAccount = found.account ? '' : because('tests do not run as root, or there is no user nobody')
describe(`as another user, without a sandbox${withoutAccount}`, () => {
  test.skipIf(!found.account)(`a method reads its input and nothing private${withoutAccount}`, async () => {
    expect(
      await asNobody.ask(`
        id -u; ${reads(secretsOf(asNobody))}; ${reads(othersOf(asNobody))}; ${writes(join(asNobody.folder, 'userData/x'))}
        ${reads('input/curve.dat')}; ${reads('params.json')}; ${writes('input/x')}; ${writes('cache/x')}; ${writes('checkpoint/x')}`),
    ).toEqual([
      `${found.account!.uid}`,
      'closed',
      'closed',
      'closed',
      'reads',
      'reads',
      'closed',
      'writes',
      'writes',
    ])
  })

  test.each([
    ['in a sandbox', () => sandboxed, found.sandbox],
    ['as nobody', () => asNobody, found.account],
  ] as const)(
    'an installed method reads and starts what came with it, and changes nothing of it %s',
    async (_, world, isThere) => {
      if (!isThere) return
      const { folder, ask } = world()
      const program = join(folder, 'userData/methods/slope/1')
      mkdirSync(join(program, 'lib'), { recursive: true, mode: 0o700 })
      writeFileSync(join(program, 'lib/say.sh'), '#!/bin/sh\necho started', { mode: 0o700 })
      const script = `${program}/lib/say.sh; echo x 2>/dev/null >${program}/lib/say.sh || echo kept`
      expect(await ask(script, { program })).toEqual(['started', 'kept'])
    },
  )

  test.skipIf(!found.account)(
    `what it leaves is ours again; of its files none changes hands${withoutAccount}`,
    async () => {
      const folder = join(asNobody.folder, 'userData/user1/study1/analysis99/attempt1')
      const reach: Reach = {
        reads: [],
        writes: [join(folder, '../checkpoint')],
        programs: [],
        network: false,
      }
      for (const path of [join(folder, 'output'), ...reach.writes]) mkdirSync(path, { recursive: true })
      writeFileSync(join(folder, 'params.json'), '{}')
      const kept = join(folder, '../checkpoint/kept')
      writeFileSync(kept, '')
      const { handOver, takeBack } = openConfinement({ ...found, sandbox: false }, placesIn(asNobody.folder))
      const owners = () =>
        [folder, join(folder, 'output'), ...reach.writes, kept].map(path => statSync(path).uid)
      await handOver(folder, reach)
      const { uid } = found.account!
      expect(owners()).toEqual([uid, uid, uid, 0])
      await takeBack(folder, reach)
      expect(owners()).toEqual([0, 0, 0, 0])
    },
  )
})

const device = ['/dev/fuse', '/dev/vsock', '/dev/ttyS0'].find(path => existsSync(path))
const withoutDevice = found.sandbox && device ? '' : because('there is no sandbox or no device to show in it')
test.skipIf(withoutDevice !== '')(
  `a device is seen in the sandbox by the command that has it in its reach alone${withoutDevice}`,
  async () => {
    const folder = join(sandboxed.folder, 'userData/user1/study1/analysis98/attempt1')
    mkdirSync(folder, { recursive: true })
    const { handOver, confine } = openConfinement(
      { ...found, account: undefined },
      placesIn(sandboxed.folder),
    )
    const reach: Reach = { reads: [], writes: [], programs: [], network: false }
    await handOver(folder, reach).catch(() => {})
    const sees = (devices: string[]) =>
      Bun.spawnSync(confine(folder, ['test', '-c', device!], { ...reach, devices })).exitCode === 0
    expect([sees([]), sees([device!])]).toEqual([false, true])
  },
)

describe('without any protection', () => {
  test('methods run as the server does', async () => {
    expect(await unprotected.ask(`id -u; ${reads(secretsOf(unprotected))}`)).toEqual([
      `${process.getuid!()}`,
      'reads',
    ])
  })
})

test.each<[Protection, string]>([
  [{ sandbox: true, account: { uid: 65534, gid: 65534 } }, 'Methods run in a sandbox, as the user nobody.'],
  [
    { sandbox: true, withoutAccount: 'there is no user nobody' },
    'sandbox, as root (there is no user nobody).',
  ],
  [
    { sandbox: false, account: { uid: 65534, gid: 65534 } },
    'without a sandbox, as the user nobody: they can reach what everybody',
  ],
  [
    { sandbox: false },
    "without a sandbox, as the server's own user: they can reach all that the server's own user can",
  ],
])('the doctor tells which protection is in force: %j', (protection, words) => {
  expect(describeProtection(protection)).toContain(words)
})

test.each(shippedMethods)('$name comes with the program, and reaches what the program does', method => {
  const analysis = { method: method.name, userId: 1, studyId: 1, id: 1 } as Analysis
  const files = { analysis: () => '/data/analysis1' } as unknown as JobFiles
  expect([reachOfCheck('/data/plain', method), reachOf(files, analysis, method)]).toEqual([
    undefined,
    undefined,
  ])
  expect(reachOfCheck('/data/plain', { ...method, isShipped: false })).toMatchObject({
    reads: ['/data/plain'],
  })
})
