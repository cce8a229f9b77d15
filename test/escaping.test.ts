import { expect, test } from 'bun:test'
import { recursiveDiagnoseJsxElements } from '@kitajs/ts-html-plugin/dist/util.js'
import ts from 'typescript'
import { pages, sourceAt, typedProgram } from './support/typedProgram.ts'

/** What a page prints as it came, as FILE, line N: CODE. */
function findUnescaped(files: string[]): string[] {
  const checker = typedProgram().getTypeChecker()
  return files.flatMap(file => {
    const found: ts.Diagnostic[] = []
    const source = sourceAt(file)
    ts.forEachChild(source, node => recursiveDiagnoseJsxElements(ts, node, checker, found))
    return found.map(({ start = 0, length }) => {
      const { line } = source.getLineAndCharacterOfPosition(start)
      return `${file}, line ${line + 1}: ${source.text.substr(start, length)}`
    })
  })
}

test('no page prints what somebody typed without escaping it', () => {
  expect(pages.length).toBeGreaterThan(200)
  expect(findUnescaped(pages)).toEqual([])
  expect(findUnescaped(['views/madeUp.tsx']).map(each => each.split(': ')[1])).toEqual(['typed', 'typed'])
}, 300_000)
