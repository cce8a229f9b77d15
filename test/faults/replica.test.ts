import { expect, test } from 'bun:test'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { listAnalysisPlaces } from '#db/analyses.ts'
import { openDatabase } from '#db/index.ts'
import { findSetting, setSetting } from '#db/settings.ts'
import { listStudyPlaces } from '#db/studies.ts'
import { ageOfReplica, keepReplica, restoreReplica } from '#src/admin/replica.ts'
import { filesInReplica } from '#src/admin/replicaFiles.ts'
import { readConfig } from '#src/config.ts'
import { StartError } from '#src/errors.ts'
import { temporaryFolder } from '../support/database.ts'
import { program } from '../support/program.ts'
import { long, unlessLong } from '../support/skips.ts'
import { until } from '../support/until.ts'
import { emptyLedger, inspect, read } from './ledger.ts'

const cuts = 50

/** Of what was told longer than this before a cut, nothing may be lost. */
const databaseLagMs = 2000
const filesLagMs = 5000

interface Told {
  at: number
  line: string
}

/** A server's work and its continuous copy, both as processes of their own. */
function start(env: { BIOCE_DATA: string; BIOCE_REPLICA: string }) {
  const told: Told[] = []
  const run = (name: string, ...args: string[]) =>
    Bun.spawn([process.execPath, join(import.meta.dir, name), ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
  const children = [run('loadProcess.ts', env.BIOCE_DATA), run('replicaProcess.ts')]
  void (async () => {
    let text = ''
    for await (const chunk of children[0]!.stdout) {
      const lines = (text + new TextDecoder().decode(chunk)).split('\n')
      text = lines.pop()!
      told.push(...lines.map(line => ({ at: Date.now(), line })))
    }
  })()
  return {
    told,
    endWork: () => children[0]!.kill('SIGKILL'),
    /** The whole machine stops: nothing is finished. */
    async cut() {
      for (const child of children) child.kill('SIGKILL')
      await Promise.all(children.map(child => child.exited))
    },
  }
}

/** Whether a line tells of a result that is in the copy. */
function isCopied(line: string, replica: string): boolean {
  const [what, study, analysis] = line.split(' ')
  return (
    what === 'done' && existsSync(join(replica, `userData/user1/study${study}/analysis${analysis}/output`))
  )
}

test.skipIf(!long)(
  `a disk is lost ${cuts} times: the continuous copy has what was told two seconds before, and whole (F41)${unlessLong}`,
  async () => {
    let entries = 0
    for (let round = 0; round < cuts; round++) {
      const env = { BIOCE_DATA: temporaryFolder(), BIOCE_REPLICA: temporaryFolder() }
      const load = start(env)
      // Both processes are at work: on a busy machine the copier may have begun seconds after the server.
      await until(() => load.told.some(({ line }) => isCopied(line, env.BIOCE_REPLICA)))
      await Bun.sleep(filesLagMs + 3000 * Math.random())
      const cutAt = Date.now()
      await load.cut()
      rmSync(env.BIOCE_DATA, { recursive: true })
      const config = readConfig({ BIOCE_DATA: temporaryFolder() })
      await restoreReplica(config, env.BIOCE_REPLICA, Number.POSITIVE_INFINITY)
      const ledgerUntil = (lag: number) => {
        const ledger = emptyLedger()
        const before = load.told.filter(({ at }) => at < cutAt - lag)
        read(before.map(({ line }) => `${line}\n`).join(''), ledger)
        return ledger
      }
      const inDatabase = ledgerUntil(databaseLagMs)
      const withFiles = ledgerUntil(filesLagMs)
      entries += withFiles.study.size + withFiles.analysis.size + withFiles.done.size
      const faults = await inspect(join(config.userData, '..'), inDatabase)
      const tooNew = (fault: string) => {
        const [, what, id] = /^(study|analysis) ([\d/]+)/.exec(fault) ?? []
        const isGone = /is gone|is not done/.test(fault)
        return !isGone && !withFiles.study.has(id!) && !withFiles.analysis.has(id!) && what !== undefined
      }
      expect(faults.filter(fault => !tooNew(fault))).toEqual([])
    }
    expect(entries).toBeGreaterThan(2 * cuts)
  },
  1_200_000,
)

test('the command restores the continuous copy as it was at a time, into an empty folder alone', async () => {
  const env = { BIOCE_DATA: temporaryFolder(), BIOCE_REPLICA: temporaryFolder() }
  const load = start(env)
  await until(() => load.told.some(({ line }) => line.startsWith('done')))
  load.endWork()
  const { databaseUrl } = readConfig(env)
  const db = await openDatabase(databaseUrl)
  /**
   * Commits something, and waits until it is in the copy. What is written to the copy after a commit may have been read
   * before it; what is written after a second commit was read after the first.
   */
  async function commit(address: string): Promise<void> {
    for (let times = 0; times < 2; times++) {
      await db.write(tx => setSetting(tx, 'contact', address, Date.now()))
      const committed = Date.now()
      await until(() => Date.now() - ageOfReplica(env.BIOCE_REPLICA, Date.now()) > committed)
    }
  }
  await commit('before@example.org')
  const files = filesInReplica(env.BIOCE_REPLICA)
  const wanted = [
    ...(await listStudyPlaces(db.read)).map(({ userId, id }) => join(files.study(userId, id), 'study.json')),
    ...(await listAnalysisPlaces(db.read)).map(({ userId, studyId, id, state }) =>
      join(files.analysis(userId, studyId, id), state === 'done' ? 'output' : 'params.json'),
    ),
  ]
  await until(() => wanted.every(path => existsSync(path)))
  const at = new Date()
  await commit('after@example.org')
  await db.close()
  await load.cut()
  const restore = (data: string, ...args: string[]) => {
    const done = Bun.spawnSync([...program, 'restore', ...args], {
      env: { ...process.env, BIOCE_DATA: data },
    })
    return { code: done.exitCode, said: done.stdout.toString() + done.stderr.toString() }
  }
  const data = temporaryFolder()
  const { code, said } = restore(data, env.BIOCE_REPLICA, '--at', at.toISOString())
  expect(said).toMatch(/^Restored 20\d\d-\S+Z: [1-9]\d* studies, [1-9]\d* analyses\. Start the server now\./)
  expect(code).toBe(0)
  expect(new Date(said.split(' ')[1]!.slice(0, -1)).getTime()).toBeLessThanOrEqual(at.getTime())
  expect(existsSync(join(data, 'db/.restore'))).toBe(false)
  const contactIn = async (folder: string) => {
    const restored = await openDatabase(join(folder, 'db/bioce.sqlite'))
    return await findSetting(restored.read, 'contact').finally(restored.close)
  }
  expect(await contactIn(data)).toBe('before@example.org')
  const whole = temporaryFolder()
  expect(restore(whole, env.BIOCE_REPLICA).code).toBe(0)
  expect(await contactIn(whole)).toBe('after@example.org')
  const doctor = Bun.spawnSync([...program, 'doctor', '--json'], {
    env: { ...process.env, BIOCE_DATA: data },
  })
  const findings = JSON.parse(doctor.stdout.toString()) as { area: string; grave: boolean; message: string }[]
  expect(findings.filter(each => each.grave && /database|files/.test(each.area))).toEqual([])
  expect(restore(data, env.BIOCE_REPLICA).said).toMatch(
    /There is .* already\. Restore into an empty BIOCE_DATA\./,
  )
  const early = restore(temporaryFolder(), env.BIOCE_REPLICA, '--at', '2020-01-01T00:00:00Z')
  expect(early.said).toMatch(/This copy begins at 20\d\d-/)
  expect(early.code).toBe(78)
  expect(restore(temporaryFolder(), env.BIOCE_REPLICA, '--at', 'yesterday').code).toBe(2)
  const other = readConfig({ BIOCE_DATA: temporaryFolder() })
  const stranger = await openDatabase(other.databaseUrl)
  const keep = keepReplica({ ...other, replica: env.BIOCE_REPLICA }, stranger, AbortSignal.abort())
  await expect(keep).rejects.toThrow(StartError)
  await stranger.close()
}, 120_000)
