import { expect, test } from 'bun:test'
import { statSync } from 'node:fs'
import { mkdir, mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { runMethodUnpacking, unpackMethod } from '#src/analyses/unpackMethod.ts'
import { listFiles } from '#src/tree.ts'
import { temporaryFolder } from '../support/database.ts'
import { archiveOf, type Entry, manifestOf, packed } from '../support/methodArchives.ts'

const outside = temporaryFolder()

/** What the command `check` does with an archive, here in this process. */
async function unpack(bytes: Uint8Array) {
  const folder = join(await mkdtemp(join(outside, 'case-')), 'incoming')
  await mkdir(folder)
  await Bun.write(join(folder, '0'), bytes)
  return await unpackMethod(runMethodUnpacking, 1, folder, 'slope.tar.gz')
}

const text = JSON.stringify(manifestOf('1.0'))

test.each<[string, Entry[], string]>([
  [
    'a link',
    [
      { name: 'method.json', text },
      { name: 'x', type: 'symlink', linkname: '/etc/passwd' },
    ],
    'which is a link',
  ],
  [
    'a hard link',
    [
      { name: 'method.json', text },
      { name: 'x', type: 'link', linkname: 'method.json' },
    ],
    'which is a link',
  ],
  [
    'a device',
    [
      { name: 'method.json', text },
      { name: 'x', type: 'character-device' },
    ],
    'which is no file',
  ],
  [
    'a path that leads out',
    [
      { name: 'method.json', text },
      { name: '../../escaped', text: 'x' },
    ],
    'a path that cannot be used',
  ],
  [
    'a path from the root',
    [
      { name: 'method.json', text },
      { name: join(outside, 'escaped'), text: 'x' },
    ],
    'a path that cannot be used',
  ],
  [
    'a name with a line end',
    [
      { name: 'method.json', text },
      { name: 'a\nb', text: 'x' },
    ],
    'a path that cannot be used',
  ],
  [
    'a file twice',
    [
      { name: 'method.json', text },
      { name: 'method.json', text },
    ],
    'holds method.json twice',
  ],
  [
    'a file that is a folder too',
    [
      { name: 'method.json', text },
      { name: 'method.json/x', text },
    ],
    'twice',
  ],
  ['no manifest', [{ name: 'a/b/method.json', text }], 'holds no method.json'],
  [
    'no version',
    [{ name: 'method.json', text: JSON.stringify({ ...manifestOf('1'), version: undefined }) }],
    'no "version"',
  ],
  [
    'a manifest that is none',
    [{ name: 'm/method.json', text: '{\n"name": 1}' }],
    'method.json, line 1: /title',
  ],
  [
    'a name that leads out',
    [{ name: 'method.json', text: JSON.stringify({ ...manifestOf('1'), name: '../x' }) }],
    '/name has a wrong value: expected string to match',
  ],
  [
    'more than it may',
    [
      { name: 'method.json', text },
      { name: 'x', text: '0'.repeat(41e6) },
    ],
    '40 MB',
  ],
])('an archive of a method is refused in words: %s', async (_, entries, words) => {
  await expect(unpack(await packed(entries))).rejects.toThrow(words)
  const escaped = (await listFiles(outside)).filter(path => path.endsWith('escaped'))
  expect(escaped).toEqual([])
})

test('what is in its only folder is unpacked as it is, for everybody to read and to start', async () => {
  const { here, name, command } = await unpack(await archiveOf('1.0'))
  expect([name, command[1]]).toEqual(['slope', join(here, 'slope.sh')])
  for (const path of ['', 'method.json', 'slope.sh', 'lib', 'lib/.keep'])
    expect(statSync(join(here, path)).mode & 0o777).toBe(0o755)
})
