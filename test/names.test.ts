import { describe, expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'

const root = resolve(import.meta.dir, '..')

/** Words that no file and no declaration is named by: the term that stands for them, which people look for. */
const doNotUse: Record<string, string> = {
  letter: 'mail, in every layer',
  letters: 'mails',
  plea: 'account request, as on pages',
  throttle: 'rate limit',
  want: 'query of a list or filter of rows',
  wanted: 'filter, chosen or requested',
  wish: 'filter, as the form has it',
  mend: 'repair, which the doctor can do; advice, which a person can follow',
  mended: 'repaired',
  tell: 'notify a person, report progress, log a line, show a text, addFault to a form',
  told: 'notified, reported, logged or shown',
  hear: 'receive',
  heard: 'received',
  foretell: 'estimate',
  lesson: 'observation of a runtime',
  casualties: 'cascade of a deletion',
  doors: 'access modes of routes, exports of a module',
  hurry: 'run now',
  house: 'deps: what a rule works with',
  world: 'deps',
  kept: 'stored on a disk, cached in memory',
}

/** The words of a name in camel case. */
const wordsOf = (name: string) => name.split(/(?=[A-Z])|[^A-Za-z]+/).map(word => word.toLowerCase())

const badWordsOf = (name: string) => wordsOf(name).filter(word => Object.hasOwn(doNotUse, word))

const sources = [
  ...new Bun.Glob('{src,views,db,jobs,scripts,static}/**/*.{ts,tsx,js,mjs}').scanSync(root),
].filter(path => !path.startsWith('static/vendor/'))

describe('a word with a better one does not name', () => {
  test('a file', () => {
    const files = [...sources, ...new Bun.Glob('test/**/*.{ts,tsx}').scanSync(root)]
    expect(files.flatMap(path => sentences(path, [basename(path).replace(/\..*/, '')]))).toEqual([])
    expect(files.length).toBeGreaterThan(500)
  })

  test('a declaration of a module', () => {
    const declaration =
      /^(?:export )?(?:default )?(?:async )?(?:function\*?|const|let|class|interface|type|enum) (\w+)/gm
    const declared = sources.map(path => {
      const text = readFileSync(join(root, path), 'utf8')
      return { path, names: [...text.matchAll(declaration)].map(match => match[1]!) }
    })
    expect(declared.flatMap(({ path, names }) => sentences(path, names))).toEqual([])
    expect(declared.flatMap(({ names }) => names).length).toBeGreaterThan(2000)
  })
})

/** The PDB format has letters of chains; tests call what they act in a world, as Cucumber does. */
const isTerm = (path: string, word: string) =>
  (path.startsWith('src/ensemble/') && word === 'letters') || (path.startsWith('test/') && word === 'world')

function sentences(path: string, names: string[]): string[] {
  return names.flatMap(name =>
    badWordsOf(name)
      .filter(word => !isTerm(path, word))
      .map(word => `${path}: ${name} says "${word}"; use ${doNotUse[word]}`),
  )
}

test('names are read word by word', () => {
  expect(badWordsOf('forgetLetters')).toEqual(['letters'])
  expect(badWordsOf('isUnwanted')).toEqual([])
  expect(badWordsOf('keepTold')).toEqual(['told'])
})
