import { readFileSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { Value, type ValueError, ValueErrorType } from '@sinclair/typebox/value'
import { builtInMethod, simulationMethod } from '#src/method/builtIn.ts'
import { StartError } from '../../errors.ts'
import { JsonFault, readWithLines } from '../../jsonLines.ts'
import { ourselves } from '../../ourselves.ts'
import { type MethodField, methodFields, type Refuse } from './fields.ts'
import { type Manifest, manifestSchema, type WrittenManifest } from './manifest.ts'

const manifestBytesMax = 1e6

/** @throws StartError naming the file, the line and the first thing wrong with it */
export const readManifest = (path: string): Manifest => parseManifest(readText(path), path)

/** The same of a manifest that lies with an analysis, which may be one of ours. @throws StartError */
export const readManifestCopy = (path: string): Manifest => parseManifest(readText(path), path, true)

/** @throws StartError naming the line and the first thing wrong with it, and the file as it is called in `path` */
export function parseManifest(text: string, path: string, isBuiltIn = false): Manifest {
  let lines = new Map<string, number>()
  const at = (pointer: string) => {
    let known = pointer
    while (!lines.has(known) && known !== '') known = known.slice(0, known.lastIndexOf('/'))
    return `${path}, line ${lines.get(known) ?? 1}`
  }
  let value: unknown
  try {
    ;({ value, lines } = readWithLines(text))
  } catch (error) {
    const line = error instanceof JsonFault ? error.line : 1
    throw new StartError(`${path}, line ${line}: this is no JSON: ${(error as Error).message}.`)
  }
  if (!Value.Check(manifestSchema, value)) {
    const fault = Value.Errors(manifestSchema, value).First()!
    throw new StartError(`${at(fault.path)}: ${fault.path || 'the manifest'} ${wordsOf(fault)}`)
  }
  const refuse: Refuse = (pointer, message) => {
    throw new StartError(`${at(pointer)}: ${message}`)
  }
  const here = dirname(resolve(path))
  const placed = (parts: string[]) =>
    parts.flatMap(part => (part === '{bioce}' ? ourselves() : part.replaceAll('{here}', here)))
  const { parameters, results = [], numbers = [], command, check, image } = value
  if ([builtInMethod, simulationMethod].includes(value.name) && !isBuiltIn)
    refuse('/name', `"${value.name}" is the name of a built-in method.`)
  checkNames(value, refuse)
  if (check && !value.inputs) refuse('/check', '"check" belongs to a method with "inputs".')
  const fields = methodFields(parameters, refuse)
  checkTour(value, fields, refuse)
  const file = value.inputs ? undefined : fields.find(({ isFile, upload }) => isFile && !upload)
  if (file) refuse('/parameters', `"${file.name}" chooses a file, and the method has no "inputs".`)
  return {
    ...value,
    text,
    here,
    command: placed(command),
    ...(check && { check: placed(check) }),
    ...(image && { image: placed([image])[0] }),
    parameters,
    results,
    numbers,
    fields,
  }
}

/** What is wrong with a part of a manifest, after its name. */
function wordsOf({ type, value, message }: ValueError): string {
  if (type === ValueErrorType.ObjectAdditionalProperties) return 'is not a part of a manifest.'
  if (value === undefined) return 'is missing.'
  return `has a wrong value: ${message.charAt(0).toLowerCase()}${message.slice(1)}.`
}

function readText(path: string): string {
  try {
    if (statSync(path).size > manifestBytesMax) throw new Error('it is larger than 1 MB')
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new StartError(`${path} cannot be read: ${(error as Error).message}.`)
  }
}

/** What a name that is given twice, or that names nothing, would break. */
function checkNames(
  { inputs = [], results = [], numbers = [], stages = [], mail = '' }: WrittenManifest,
  refuse: Refuse,
): void {
  const lists = {
    inputs: inputs.map(i => i.name),
    results: results.map(r => r.file),
    numbers: numbers.map(n => n.name),
    stages: stages.map(s => s.name),
  }
  for (const [list, names] of Object.entries(lists))
    names.forEach((name, i) => {
      if (names.indexOf(name) !== i) refuse(`/${list}/${i}`, `there are two ${list} called "${name}".`)
    })
  for (const [, name] of mail.matchAll(numberInMail))
    if (!lists.numbers.includes(name!)) refuse('/mail', `there is no number "${name}" in "numbers".`)
  results.forEach(({ file, show, chart }, i) => {
    const ending = file.slice(file.lastIndexOf('.')).toLowerCase()
    const wanted = show && endingsShown[show]
    if (wanted && !wanted.includes(ending))
      refuse(
        `/results/${i}/show`,
        `"show": "${show}" is for ${wanted.join(' and ')} files, and this is ${file}.`,
      )
    if ((show === 'chart') !== (chart !== undefined))
      refuse(`/results/${i}`, '"show": "chart" and "chart" go together.')
  })
}

/** A step that points at nothing would never be seen. */
function checkTour(
  { tour = [], inputs = [], numbers = [], results = [] }: WrittenManifest,
  fields: MethodField[],
  refuse: Refuse,
): void {
  const targets = [
    ...inputs.map(({ name }) => `inputs/${name}`),
    ...fields.map(({ name }) => `parameters/${name}`),
    ...numbers.map(({ name }) => `numbers/${name}`),
    ...results.map(({ file }) => `results/${file}`),
  ]
  tour.forEach(({ at }, i) => {
    if (!targets.includes(at)) refuse(`/tour/${i}/at`, `the manifest has nothing at "${at}".`)
  })
}

/** What stands for a number in the text of a mail. */
const numberInMail = /\{(\w*)\}/g

const endingsShown = {
  table: ['.csv'],
  chart: ['.csv'],
  image: ['.png', '.svg'],
  structure: ['.pdb', '.cif'],
  markdown: ['.md'],
  series: ['.csv'],
}
