import { resolve } from 'node:path'
import ts from 'typescript'

const root = resolve(import.meta.dir, '../..')

const find = (pattern: string) =>
  [...new Bun.Glob(pattern).scanSync({ cwd: root })].filter(path => !path.includes('/assembly/')).sort()

/** What the program is made of. */
export const sources = find('{src,views,db,jobs}/**/*.{ts,tsx}')
/** Everything with JSX in it: of the tests as well. */
export const pages = find('{src,views,db,jobs,scripts,test}/**/*.tsx')

/** Files that only this program has, by their paths, with what a rule must find in them and what it must let pass. */
const madeUp: Record<string, string> = {
  'db/madeUp.ts': `
    const units: Record<string, number> = { angstrom: 1, nanometre: 10 }
    const names = { angstrom: 'Å', nanometre: 'nm' }
    type Unit = keyof typeof names
    export const unasked = (typed: string) => units[typed]
    export const cast = (typed: string) => names[typed as Unit]
    export const known = (unit: Unit) => names[unit]
    export const asked = (typed: string) => (Object.hasOwn(units, typed) ? units[typed] : undefined)`,
  'views/madeUp.tsx': `
    export const Bad = ({ typed }: { typed: string }) => <p>{typed}</p>
    export const Worse = ({ typed }: { typed: string }) => <Bad typed="">{typed}</Bad>
    export const Good = ({ typed }: { typed: string }) => <p safe>{typed}</p>`,
}

let program: ts.Program | undefined

/** The sources with their types, for the rules that ask for them: to read all takes seconds, so it is done once. */
export function typedProgram(): ts.Program {
  if (program) return program
  const { options } = ts.getParsedCommandLineOfConfigFile(
    resolve(root, 'tsconfig.json'),
    {},
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} },
  )!
  const host = ts.createCompilerHost(options)
  host.jsDocParsingMode = ts.JSDocParsingMode.ParseNone
  const { readFile, fileExists } = host
  const texts = new Map(Object.entries(madeUp).map(([path, text]) => [resolve(root, path), text]))
  host.readFile = path => texts.get(path) ?? readFile(path)
  host.fileExists = path => texts.has(path) || fileExists(path)
  const paths = [...new Set([...sources, ...pages, ...Object.keys(madeUp)])]
  program = ts.createProgram(
    paths.map(path => resolve(root, path)),
    options,
    host,
  )
  return program
}

/** A file of the program, by its path from the root. */
export const sourceAt = (path: string) => typedProgram().getSourceFile(resolve(root, path))!
