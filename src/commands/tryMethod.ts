import { existsSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Json } from '#db/schema.ts'
import type { Ending } from '#jobs/executors/executor.ts'
import { createLocalExecutor, localExecutor } from '#jobs/executors/local.ts'
import { failureOf } from '#jobs/failure.ts'
import { copyUploads, takeUploads } from '#src/analyses/fieldUploads.ts'
import { withFiles } from '#src/analyses/manifest/fields.ts'
import { readMethodFields } from '#src/analyses/manifest/fieldValues.ts'
import type { Manifest } from '#src/analyses/manifest/manifest.ts'
import { readManifest } from '#src/analyses/manifest/readManifest.ts'
import { methodOutcome } from '#src/analyses/methodOutcome.ts'
import { faultsOfInputs } from '#src/studies/chosenInputs.ts'
import { readMethodFindings } from '#src/studies/methodFinding.ts'
import { pathOfInput } from '#src/studies/methodStudy.ts'
import type { MethodInputs } from '#src/studies/record.ts'
import { describeFile } from '#src/studies/uploadedFile.ts'
import { numberText } from '#views/analyses/methodNumbers.ts'
import { openConfinement } from '../confinement.ts'
import { StartError } from '../errors.ts'
import { findOdd, removeTree } from '../tree.ts'
import { writePreview } from './previewMethod.tsx'

const limits = {
  msMax: 600_000,
  memoryBytesMax: 8e9,
  outputBytesMax: 1e9,
  processesMax: 200,
  logBytesMax: 100_000,
}

type Say = (line: string) => void

/**
 * Reads the manifest of a folder and runs the method on its example, as a worker would. True when all went well.
 * @param preview a folder for its pages
 */
export async function tryMethod(path: string, say: Say, preview?: string): Promise<boolean> {
  const manifest = readManifest(path.endsWith('.json') ? path : join(path, 'method.json'))
  say(`${manifest.name}: the manifest is right, with ${manifest.fields.length} fields.`)
  if (!manifest.inputs || !manifest.example?.inputs) {
    say('It has no "example" with "inputs", so it was not run.')
    return true
  }
  const folder = await mkdtemp(join(tmpdir(), 'bioce-method-'))
  try {
    const inputs = await layOutExample(manifest, join(folder, 'input'))
    const { parameters = {} } = manifest.example
    const { uploads, fields } = takeUploads(
      withFiles(manifest.fields, { inputs }),
      filesBeside(manifest, parameters),
    )
    const chosen = Object.entries(uploads).map(([field, { to }]) => [field, to])
    const { values, errors } = readMethodFields(fields, { ...parameters, ...Object.fromEntries(chosen) })
    const extras = await copyUploads(uploads, join(folder, 'input'))
    for (const [field, fault] of Object.entries(errors)) say(`PROBLEM  parameter ${field}: ${fault}`)
    if (Object.keys(errors).length > 0) return false
    for (const parameters of [null, values])
      if (
        manifest.check &&
        !(await passes(folder, manifest, manifest.check, { inputs, parameters, extras }, say))
      )
        return false
    const outcome = await runs(folder, manifest, { inputs, parameters: values, extras }, say)
    if (!outcome) return false
    if (preview !== undefined) {
      const tried = { manifest, fields, parameters: values, outcome, output: join(folder, 'run/output') }
      for (const page of await writePreview(tried, preview)) say(`Wrote ${page}.`)
    }
    return outcome.shown.every(({ kind }) => kind !== 'fault')
  } finally {
    await removeTree(folder)
  }
}

/** Of the example, the files that come with the form: those beside the manifest that a field names. */
const filesBeside = ({ here, fields }: Manifest, parameters: Record<string, unknown>) =>
  fields.flatMap(({ name: field, upload }) => {
    const name = parameters[field]
    if (!upload || typeof name !== 'string' || !/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) return []
    const path = join(here, name)
    return existsSync(path) ? [{ field, name, path, bytes: Bun.file(path).size }] : []
  })

/** @throws StartError for an example that could not be uploaded */
async function layOutExample(
  { here, inputs = [], example }: Manifest,
  folder: string,
): Promise<MethodInputs> {
  const chosen = Object.entries(example?.inputs ?? {}).flatMap(([field, names]) =>
    names.map(name => ({ field, name, bytes: Bun.file(join(here, name)).size })),
  )
  const faults = Object.entries(faultsOfInputs(inputs, chosen, Infinity))
  for (const { field, name } of chosen) {
    if (!inputs.some(input => input.name === field)) faults.push([field, 'There is no such input.'])
    if (!existsSync(join(here, name))) faults.push([field, `${join(here, name)} is not there.`])
  }
  const [first] = faults
  if (first) throw new StartError(`The example of ${first[0]}: ${first[1]}`)
  const laidOut: MethodInputs = {}
  for (const input of inputs) {
    laidOut[input.name] = []
    for (const [i, { name }] of chosen.filter(({ field }) => field === input.name).entries()) {
      const path = pathOfInput(input, name, i)
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await copyFile(join(here, name), join(folder, path))
      laidOut[input.name]!.push(await describeFile(folder, path, name))
    }
  }
  return laidOut
}

/** Of a method in a container, which runs in it here too; others run as they are, for their author. */
const containers = createLocalExecutor(() => {
  const nowhere = join(tmpdir(), 'bioce-nowhere')
  const places = { userData: nowhere, failedAnalyses: nowhere, logs: nowhere, backups: nowhere }
  return openConfinement(
    { sandbox: false },
    { ...places, databaseFolder: nowhere, secretsFile: join(nowhere, 'x'), methods: undefined },
  )
})

async function start(
  folder: string,
  name: string,
  { here, image, network = false }: Manifest,
  command: string[],
  task: object,
): Promise<Ending> {
  await mkdir(join(folder, name, 'output'), { recursive: true })
  await symlink('../input', join(folder, name, 'input'))
  await Bun.write(join(folder, name, 'params.json'), JSON.stringify({ name: 'Example', ...task }, null, 2))
  const reach = { reads: [join(folder, 'input')], writes: [], programs: [here], network, image }
  const { poll } = await (image ? containers : localExecutor).start({
    ...{ command, folder: join(folder, name), limits },
    ...(image && { reach }),
  })
  for (;;) {
    const { ending } = await poll()
    if (ending) return ending
    await Bun.sleep(50)
  }
}

let count = 0

async function passes(folder: string, manifest: Manifest, command: string[], task: object, say: Say) {
  const { name, version } = manifest
  const ending = await start(folder, `check${++count}`, manifest, command, {
    method: { name, version },
    ...task,
  })
  const findings =
    ending.kind === 'exit' && ending.code === 0 ? readMethodFindings(ending.findings) : undefined
  if (!findings) {
    say(`PROBLEM  the check printed no {"findings": [...]} as its last line.\n${ending.logTail}`)
    return false
  }
  for (const { level, file, message } of findings)
    say(`${level.padEnd(8)} ${[file, message].filter(Boolean).join(': ')}`)
  return findings.every(({ level }) => level !== 'problem')
}

/** What a run on the example gave; undefined where it failed. */
async function runs(folder: string, manifest: Manifest, task: object, say: Say) {
  const { name, version, results } = manifest
  const ending = await start(folder, 'run', manifest, manifest.command, {
    method: { name, version },
    ...task,
  })
  const output = join(folder, 'run/output')
  const missing = results.find(({ file, optional }) => !optional && !existsSync(join(output, file)))
  const failure =
    ending.kind === 'killed' ? undefined : failureOf(ending, missing?.file, await findOdd(output))
  if (ending.kind !== 'exit' || failure) {
    say(`PROBLEM  ${failure?.message ?? 'It was killed.'}\n${ending.logTail}`)
    return undefined
  }
  const outcome = await methodOutcome(manifest, { summary: ending.summary as Json }, join(folder, 'run'))
  const { numbers, shown, files } = outcome
  for (const { label, ...number } of numbers) say(`${label}: ${numberText(number)}`)
  for (const { name: file, meaning } of files) say(`${file}: ${meaning}`)
  const faults = shown.flatMap(part =>
    part.kind === 'fault' ? [`PROBLEM  ${part.file}: ${part.fault}`] : [],
  )
  for (const fault of faults) say(fault)
  return outcome
}
