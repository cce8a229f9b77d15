import type { Parameters } from '#src/method/parameters.ts'
import { writeParameters } from '#src/method/parametersFile.ts'
import { shellWord } from '../shellWord.ts'

interface Submission {
  /** Of the API, to which the analysis is submitted. */
  address: string
  name: string
  parameters: Parameters
}

/** The submission of an analysis to the API, as programs to be copied; the token is read from BIOCE_TOKEN. */
export function asPrograms({ address, name, parameters }: Submission): { curl: string; python: string } {
  const given = Object.entries(JSON.parse(writeParameters(parameters)))
  const json = JSON.stringify({ name, parameters: Object.fromEntries(given) }, null, 2)
  return {
    curl: [
      'curl -sS --fail-with-body -H "Authorization: Bearer $BIOCE_TOKEN" \\',
      '  -H "Content-Type: application/json" \\',
      `  ${shellWord(address)} \\`,
      `  -d ${shellWord(json)}`,
      '',
    ].join('\n'),
    python: [
      'import json',
      'import os',
      'import urllib.request',
      '',
      'parameters = {',
      ...given.map(([key, value]) => `    ${inPython(key)}: ${inPython(value)},`),
      '}',
      'request = urllib.request.Request(',
      `    ${inPython(address)},`,
      `    data=json.dumps({"name": ${inPython(name)}, "parameters": parameters}).encode(),`,
      '    headers={',
      '        "Authorization": "Bearer " + os.environ["BIOCE_TOKEN"],',
      '        "Content-Type": "application/json",',
      '    },',
      ')',
      'with urllib.request.urlopen(request) as answer:',
      '    print(json.load(answer))',
      '',
    ].join('\n'),
  }
}

const words = new Map<unknown, string>([
  [null, 'None'],
  [true, 'True'],
  [false, 'False'],
])

/** A value of JSON; texts and numbers are written in Python as they are there. */
function inPython(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inPython).join(', ')}]`
  if (typeof value !== 'object' || value === null) return words.get(value) ?? JSON.stringify(value)
  return `{${Object.entries(value)
    .map(([key, each]) => `${inPython(key)}: ${inPython(each)}`)
    .join(', ')}}`
}
