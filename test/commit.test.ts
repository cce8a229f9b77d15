import { expect, test } from 'bun:test'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { commitOf } from '#src/commit.ts'
import { temporaryFolder } from './support/database.ts'

const [first, second] = ['a', 'b'].map(digit => digit.repeat(40))
const shown = (commit: string) => commit.slice(0, 12)

function checkout(files: Record<string, string>): string {
  const folder = temporaryFolder()
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true })
    writeFileSync(join(folder, name), `${text}\n`)
  }
  return folder
}

test('the commit of a checkout is read from its branch, from packed branches, and where no branch is checked out', () => {
  const head = 'ref: refs/heads/main'
  expect(commitOf(checkout({ '.git/HEAD': head, '.git/refs/heads/main': first! }))).toBe(shown(first!))
  const packed = `# pack-refs with: peeled\n${second} refs/heads/main-2\n${first} refs/heads/main`
  expect(commitOf(checkout({ '.git/HEAD': head, '.git/packed-refs': packed }))).toBe(shown(first!))
  expect(commitOf(checkout({ '.git/HEAD': second! }))).toBe(shown(second!))
})

test('of a second work tree too', () => {
  const own = checkout({
    'of/worktrees/two/HEAD': 'ref: refs/heads/two',
    'of/worktrees/two/commondir': '../..',
    'of/refs/heads/two': second!,
  })
  expect(commitOf(checkout({ '.git': `gitdir: ${join(own, 'of/worktrees/two')}` }))).toBe(shown(second!))
})

test('without Git there is none', () => {
  expect(commitOf(checkout({ 'package.json': '{}' }))).toBe('')
  expect(commitOf(checkout({ '.git/HEAD': 'ref: refs/heads/new' }))).toBe('')
})
