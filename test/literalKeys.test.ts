import { expect, test } from 'bun:test'
import ts from 'typescript'
import { sourceAt, sources, typedProgram } from './support/typedProgram.ts'

/**
 * A table that is an object literal also has `constructor`, `toString` and `__proto__`: it is asked with `Object.hasOwn`
 * first wherever the key is any text, or is a Map.
 */
/** Keys that are no text from outside. */
const known = new Map([
  ['src/accounts/passwordStrength/index.ts', 'leet'], // one character
  ['src/threadWorker.ts', 'tasks'], // named by our own other thread
  ['src/admin/listQuery.ts', 'timeWords'], // the keys of a table of ours, as the next
  ['views/pages/helpNumbers.tsx', 'meanings'],
  ['src/ensemble/formats/shifts.ts', 'shiftx2Errors'], // asked before, in the filter
])

/** Where a literal table is indexed by any text, as FILE, line N: CODE. */
function findUnasked(files: string[]): string[] {
  const checker = typedProgram().getTypeChecker()
  const found: string[] = []
  for (const file of files) {
    const source = sourceAt(file)
    const visit = (node: ts.Node): void => {
      if (
        ts.isElementAccessExpression(node) &&
        isUnasked(node, checker) &&
        known.get(file) !== tableOf(node)
      ) {
        const { line } = source.getLineAndCharacterOfPosition(node.getStart())
        found.push(`${file}, line ${line + 1}: ${node.getText()}`)
      }
      ts.forEachChild(node, visit)
    }
    visit(source)
  }
  return found
}

const tableOf = (node: ts.ElementAccessExpression) => node.expression.getText()

function isUnasked(node: ts.ElementAccessExpression, checker: ts.TypeChecker): boolean {
  // Types last: to find them takes by far the longest.
  if (!ts.isIdentifier(node.expression)) return false
  if (!isLiteralTable(checker.getSymbolAtLocation(node.expression), checker)) return false
  const written = node.argumentExpression
  const key = ts.isAsExpression(written) ? written.expression : written
  if (!isAnyText(checker.getTypeAtLocation(key))) return false
  const asked = new RegExp(`Object\\.hasOwn\\(${tableOf(node)},`)
  let around: ts.Node = node
  while (!ts.isFunctionLike(around) && !ts.isSourceFile(around)) around = around.parent
  return !asked.test(around.getText())
}

const isAnyText = (type: ts.Type): boolean =>
  type.isUnion()
    ? type.types.some(isAnyText)
    : Boolean(type.flags & (ts.TypeFlags.String | ts.TypeFlags.Any | ts.TypeFlags.Unknown))

/** A constant whose value is an object with something in it, here or in the file that it is imported from. */
function isLiteralTable(symbol: ts.Symbol | undefined, checker: ts.TypeChecker): boolean {
  const origin = symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
  const declaration = origin?.valueDeclaration
  if (!declaration || !ts.isVariableDeclaration(declaration)) return false
  let value = declaration.initializer
  while (value && (ts.isAsExpression(value) || ts.isSatisfiesExpression(value))) value = value.expression
  return value !== undefined && ts.isObjectLiteralExpression(value) && value.properties.length > 0
}

test('no object literal is asked for a key that somebody typed', () => {
  expect(findUnasked(sources)).toEqual([])
  expect(findUnasked(['db/madeUp.ts']).map(each => each.split(': ')[1])).toEqual([
    'units[typed]',
    'names[typed as Unit]',
  ])
}, 300_000)
