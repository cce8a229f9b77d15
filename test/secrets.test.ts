import { expect, test } from 'bun:test'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { changeSecret, goodKeys, openKeys } from '#src/secrets.ts'

const newFile = () => join(mkdtempSync(join(tmpdir(), 'bioce-secrets-')), 'db/secrets.json')

test('the first start makes a secret that its owner alone can read, and later starts use it', () => {
  const file = newFile()
  const keys = openKeys(file)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(openKeys(file)).toEqual(keys)
})

test('servers that start for the first time at once share one secret', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bioce-secrets-'))
  const starts = 500
  const script = `
    const { openKeys } = await import('#src/secrets.ts')
    console.log('ready')
    await Bun.stdin.text()
    for (let i = 0; i < ${starts}; i++) {
      const file = '${folder}/' + i + '/secrets.json'
      console.log(openKeys(file).csrf.current.toString('hex'))
    }`
  const servers = [1, 2].map(() =>
    Bun.spawn([process.execPath, '-e', script], {
      cwd: `${import.meta.dir}/..`,
      stdin: 'pipe',
      stdout: 'pipe',
    }),
  )
  const readers = servers.map(server => server.stdout.getReader())
  for (const reader of readers) await reader.read()
  for (const { stdin } of servers) void stdin.end()
  const printed = await Promise.all(
    readers.map(async reader => {
      let text = ''
      for (let part = await reader.read(); !part.done; part = await reader.read())
        text += Buffer.from(part.value).toString()
      return text.trim().split('\n')
    }),
  )
  expect(printed[0]).toHaveLength(starts)
  expect(printed[1]).toEqual(printed[0] as string[])
  expect(readdirSync(join(folder, '0'))).toEqual(['secrets.json'])
})

test('keys differ by purpose and hold nothing of the secret as it is stored', () => {
  const file = newFile()
  const keys = Object.values(openKeys(file)).map(({ current }) => current.toString('hex'))
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

test('after a change the new secret seals, and what the old one sealed counts for a while', () => {
  const file = newFile()
  const old = openKeys(file).csrf.current
  changeSecret(file, 1000)
  const { csrf } = openKeys(file)
  expect(csrf.current).not.toEqual(old)
  expect(goodKeys(csrf, 1000)).toEqual([csrf.current, old])
  expect(goodKeys(csrf, 1001)).toEqual([csrf.current])
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(readdirSync(dirname(file))).toEqual(['secrets.json'])
})
