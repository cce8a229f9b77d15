import { expect, test } from 'bun:test'
import { chmodSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openKeys } from '#src/secrets.ts'

const newFile = () => join(mkdtempSync(join(tmpdir(), 'bioce-secrets-')), 'db/secrets.json')

test('the first start makes a secret that its owner alone can read, and later starts use it', () => {
  const file = newFile()
  const keys = openKeys(file)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(openKeys(file)).toEqual(keys)
})

test('keys differ by purpose and hold nothing of the secret as it is stored', () => {
  const file = newFile()
  const keys = Object.values(openKeys(file)).map(key => key.toString('hex'))
  expect(new Set(keys).size).toBe(keys.length)
  for (const key of keys) expect(readFileSync(file, 'utf8')).not.toContain(key)
})

test('a secret that others can read stops the start with the command that mends it', () => {
  const file = newFile()
  openKeys(file)
  chmodSync(file, 0o640)
  expect(() => openKeys(file)).toThrow(`chmod 600 ${file}`)
})

test('a short secret is refused', () => {
  const file = newFile()
  openKeys(file)
  writeFileSync(file, '{"secret":"abcd"}')
  expect(() => openKeys(file)).toThrow('64 hexadecimal digits')
})
