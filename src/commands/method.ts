import { isMethodSchema, textOfSchema } from '#src/analyses/methodSchemas.ts'
import { StartError } from '../errors.ts'
import type { Command } from './index.ts'
import { type Language, languages, makeMethod } from './newMethod.ts'
import { tryMethod } from './tryMethod.ts'

export const command: Command = {
  name: 'method',
  summary:
    "Write a laboratory's method to start from (new), read its manifest and run it on its example (check), or print a JSON Schema (schema manifest|params|line|result).",
  usage: 'bioce method new NAME --language python|r|julia|shell | check FOLDER | schema NAME',
  async run(args) {
    const [verb, what, option, language, ...more] = args
    const isLanguage = (word: string | undefined): word is Language => Object.hasOwn(languages, word ?? '')
    if (verb === 'new' && what && option === '--language' && isLanguage(language) && more.length === 0) {
      const folder = await makeMethod(what, language)
      console.log(`Wrote ${folder}. Try it: bioce method check ${folder}`)
      return 0
    }
    if (verb === 'check' && what && args.length === 2) return (await tryMethod(what, console.log)) ? 0 : 1
    if (verb === 'schema' && args.length === 2 && isMethodSchema(what!)) {
      process.stdout.write(textOfSchema(what))
      return 0
    }
    throw new StartError(`Usage: ${this.usage}`)
  },
}
