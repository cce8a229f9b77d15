/**
 * Makes `src/accounts/passwordStrength/common.txt.gz` again: `bun scripts/commonPasswords.ts`.
 *
 * Source: the npm package @zxcvbn-ts/language-common (MIT), the list of common passwords that the strength meter
 * zxcvbn-ts works with, most common first.
 */
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { withPackage } from './fetchPackage.ts'

const source = '@zxcvbn-ts/language-common@4.1.3'
const target = join(import.meta.dir, '../src/accounts/passwordStrength/common.txt.gz')

const listed = await withPackage(
  source,
  folder => JSON.parse(readFileSync(join(folder, 'src/passwords.json'), 'utf8')) as string[],
)
const passwords = listed.filter(word => word.length >= 4)
writeFileSync(target, Bun.gzipSync(passwords.join('\n'), { level: 9 }))
console.log(`${passwords.length} passwords, ${statSync(target).size} bytes`)
