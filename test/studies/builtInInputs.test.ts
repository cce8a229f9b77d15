import { expect, test } from 'bun:test'
import { builtInManifest } from '#src/analyses/builtInManifest.ts'
import { readManifest } from '#src/analyses/manifest/readManifest.ts'
import { methodOf } from '#src/analyses/methods.ts'
import { ourselves } from '#src/ourselves.ts'
import { builtInInput, curvesMax, fileFields, looseFilesMax } from '#src/studies/builtInInputs.ts'
import { faultOfFile } from '#src/studies/chosenFile.ts'
import { faultsOfInputs } from '#src/studies/chosenInputs.ts'

test('the built-in method has a manifest like any other, with the commands of this program', () => {
  const { name, command, check, inputs, results } = builtInManifest
  expect([name, command, check]).toEqual(['bioce', ourselves('run', '.'), ourselves('check')])
  expect(inputs!.map(each => [each.name, each.required ?? true, each.most!])).toEqual([
    ['curve', true, 8],
    ['library', false, 1000],
    ['profiles', false, 8],
  ])
  expect(results.map(({ file }) => file)).toEqual(['result.json'])
  expect([fileFields, curvesMax, looseFilesMax]).toEqual([['curve', 'library', 'profiles'], 8, 1000])
})

test('a laboratory cannot take its name', () => {
  const path = new URL('../../src/method/method.json', import.meta.url).pathname
  expect(() => readManifest(path)).toThrow('"bioce" is the name of a built-in method')
  expect(methodOf({}, 'bioce', null)).toBeUndefined()
})

test.each(fileFields)('what the manifest takes for %s is taken, by both ways of checking', field => {
  for (const kind of builtInInput(field).kinds) {
    const file = { field, name: `X${kind.toUpperCase()}`, bytes: 1 }
    expect(faultOfFile(file, 10)).toBeUndefined()
    expect(faultsOfInputs([builtInInput(field)], [file], 10)).toEqual({})
  }
  const name = 'a.docx'
  expect(faultOfFile({ field, name, bytes: 1 }, 10)?.code).toBe('upload.wrong_ending')
  expect(faultsOfInputs([builtInInput(field)], [{ field, name, bytes: 1 }], 10)).toHaveProperty(field)
})
