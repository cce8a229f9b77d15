import { type Language, languages } from '#src/commands/newMethod.ts'
import { because } from './skips.ts'

/** What programs of `bioce method new` load. */
const loads: Partial<Record<Language, string>> = { r: 'library(jsonlite)', julia: 'import JSON' }

/** Why methods in a language do not run on this machine; empty when they do. */
export function obstacleOf(language: Language): string {
  const { program } = languages[language]
  if (!Bun.which(program)) return because(`${program} is not installed`)
  const line = loads[language]
  return !line || Bun.spawnSync([program, '-e', line]).success
    ? ''
    : because(`${program} cannot do ${line}, which the method needs`)
}
