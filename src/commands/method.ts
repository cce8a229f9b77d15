import { isMethodSchema, textOfSchema } from '#src/analyses/methodSchemas.ts'
import type { Command } from './index.ts'
import { type Language, languages, makeMethod } from './newMethod.ts'
import { tryMethod } from './tryMethod.ts'
import { wrongUsage } from './usage.ts'

export const command: Command = {
  name: 'method',
  summary:
    "Write a laboratory's method to start from (new), read its manifest, run it on its example and write its pages into a folder (check), or print a JSON Schema (schema manifest|params|line|result).",
  usage:
    'bioce method new NAME --language python|r|julia|shell | check FOLDER [--preview INTO] | schema NAME',
  async run(args) {
    const [verb, what, option, given, ...more] = args
    const isLanguage = (word: string | undefined): word is Language => Object.hasOwn(languages, word ?? '')
    if (verb === 'new' && what && option === '--language' && isLanguage(given) && more.length === 0) {
      const folder = await makeMethod(what, given)
      console.log(`Wrote ${folder}. Try it: bioce method check ${folder}`)
      return 0
    }
    const isPreview = option === '--preview' && args.length === 4
    if (verb === 'check' && what && (args.length === 2 || isPreview))
      return (await tryMethod(what, console.log, given)) ? 0 : 1
    if (verb === 'schema' && args.length === 2 && isMethodSchema(what!)) {
      process.stdout.write(textOfSchema(what))
      return 0
    }
    throw wrongUsage(this)
  },
}
