import { afterAll, expect, test } from 'bun:test'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createSlurm } from '#jobs/executors/slurm.ts'
import { temporaryFolder } from '../support/database.ts'

/** What the doctor finds of a cluster's partitions, by what scontrol prints; test/faults/slurm.test.ts has the true one. */

const folder = temporaryFolder()
const scontrol = join(folder, 'scontrol')
const { PATH } = process.env
process.env.PATH = `${folder}:${PATH}`
afterAll(() => {
  process.env.PATH = PATH
})

const hour = 3_600_000
const limits = {
  msMax: 3 * hour,
  processesMax: 100,
  memoryBytesMax: 1e9,
  logBytesMax: 1e6,
  outputBytesMax: 1e9,
}
const lineOf = (name: string, { isDefault = false, most = 'UNLIMITED', state = 'UP' } = {}) =>
  `PartitionName=${name} AllowGroups=ALL Default=${isDefault ? 'YES' : 'NO'} MaxNodes=UNLIMITED MaxTime=${most} State=${state} TotalCPUs=8`

function examine(lines: string[], partition?: string): Promise<string[]> {
  writeFileSync(scontrol, `#!/bin/sh\ncat <<'END'\n${lines.join('\n')}\nEND\n`)
  chmodSync(scontrol, 0o755)
  return createSlurm({ program: [], there: path => path, threads: 1, partition, options: [] }).examine(limits)
}

test('a partition that lets analyses run is in order, named or by default', async () => {
  const lines = [
    lineOf('short', { most: '00:30:00' }),
    lineOf('long', { isDefault: true, most: '1-00:00:00' }),
  ]
  expect(await examine(lines)).toEqual([])
  expect(await examine(lines, 'long')).toEqual([])
})

test('one that is down, or ends jobs too soon, is named with what to do', async () => {
  const lines = [lineOf('short', { most: '03:00:00', state: 'DOWN' }), lineOf('long', { isDefault: true })]
  expect(await examine(lines, 'short')).toEqual([
    'The partition short is DOWN.',
    'The partition short lets a job run for 03:00:00, and an analysis asks for 185 minutes: it would never start. Lower BIOCE_ANALYSIS_HOURS, or choose another partition.',
  ])
})

test('one that is not there is answered with those that are', async () => {
  const names = 'BIOCE_SLURM_PARTITION can be short, long.'
  const lines = [lineOf('short'), lineOf('long')]
  expect(await examine(lines, 'gpu')).toEqual([`The cluster has no partition gpu. ${names}`])
  expect(await examine(lines)).toEqual([`The cluster has no default partition. ${names}`])
})

test('a cluster that does not answer is told in its own words', async () => {
  writeFileSync(
    scontrol,
    '#!/bin/sh\necho "slurm_load_partitions error: Unable to contact slurm controller" >&2; exit 1\n',
  )
  const slurm = createSlurm({ program: [], there: path => path, threads: 1, options: [] })
  const [sentence] = await slurm.examine(limits)
  expect(sentence).toStartWith('The cluster does not answer: ')
  expect(sentence).toContain('Unable to contact slurm controller')
})
