/**
 * Makes `src/accounts/passwordStrength/common.txt.gz` again: `bun scripts/commonPasswords.ts`.
 *
 * Source: the npm package @zxcvbn-ts/language-common (MIT), the list of common passwords that the strength meter
 * zxcvbn-ts works with, most common first. It is fetched into a temporary folder and is no dependency.
 */
import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { removeTree } from '#src/tree.ts'

const source = '@zxcvbn-ts/language-common@4.1.3'
const target = join(import.meta.dir, '../src/accounts/passwordStrength/common.txt.gz')

const folder = mkdtempSync(join(tmpdir(), 'bioce-passwords-'))
writeFileSync(join(folder, 'package.json'), '{}')
Bun.spawnSync([process.execPath, 'add', '--exact', '--ignore-scripts', source], { cwd: folder })
const list = join(folder, 'node_modules/@zxcvbn-ts/language-common/src/passwords.json')
const passwords = (JSON.parse(readFileSync(list, 'utf8')) as string[]).filter(word => word.length >= 4)
writeFileSync(target, Bun.gzipSync(passwords.join('\n'), { level: 9 }))
await removeTree(folder)
console.log(`${passwords.length} passwords, ${statSync(target).size} bytes`)
