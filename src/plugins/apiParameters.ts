import type { Study } from '#db/schema.ts'
import type { Caller } from '#src/accounts/apiTokens.ts'
import { readMethodFields } from '#src/analyses/manifest/fieldValues.ts'
import { isFor, methodsFor } from '#src/analyses/methods.ts'
import { askOf, fieldsFor } from '#src/analyses/simulations.ts'
import type { NewAnalysis } from '#src/analyses/submit.ts'
import { builtInMethod, isBuiltIn, simulationMethod } from '#src/method/builtIn.ts'
import { parseParameters } from '#src/method/parameters.ts'
import { fieldsOfValues } from '#src/method/parametersFile.ts'
import { curveCountOf } from '#src/studies/inputs.ts'
import type { StudyContents } from '#src/studies/record.ts'
import { suggestedSettings } from '#src/studies/suggestions.ts'
import { notFound, refuse } from '../errors.ts'
import type { Deps } from './deps.ts'

/**
 * The parameters that a program gives for an analysis. One that it does not name is as the form of the study opens: at
 * what the check of its files suggested and its owner took, else at its default.
 * @throws AppError invalid by field, not_found for a method that is none of theirs
 */
export async function readApiParameters(
  deps: Pick<Deps, 'config' | 'db' | 'files'>,
  caller: Caller,
  study: Study,
  contents: StudyContents | undefined,
  name: string,
  given: Record<string, unknown>,
): Promise<Pick<NewAnalysis, 'parameters' | 'extras'>> {
  if (name === builtInMethod && isBuiltIn(study)) {
    const suggested = contents && 'study' in contents ? suggestedSettings(contents.study) : {}
    const own = { ...suggested, ...(study.details?.skipVariational && { skipVariational: true }) }
    const curves = curveCountOf(study)
    return { parameters: parseParameters(fieldsOfValues({ ...own, ...given }, curves), curves) }
  }
  const method = methodsFor(deps.config, caller).get(name)
  if (!method || !isFor(method, study)) throw notFound('analysis method')
  const strange = Object.keys(given).find(key => !method.fields.some(field => field.name === key))
  if (strange !== undefined) refuse({ [strange]: `The method ${name} has no such parameter.` })
  const read = deps.db.read
  const { values, errors } = readMethodFields(await fieldsFor(read, method, study, contents), given)
  if (Object.keys(errors).length > 0) refuse(errors)
  if (name !== simulationMethod) return { parameters: values }
  return await askOf({ db: read, files: deps.files }, study, contents, values)
}
