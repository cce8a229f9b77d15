import { Elysia } from 'elysia'
import { listActiveAnalysesOf } from '#db/analyses.ts'
import { builtInManifest } from '#src/analyses/builtInManifest.ts'
import type { Manifest } from '#src/analyses/manifest/manifest.ts'
import { methodsFor } from '#src/analyses/methods.ts'
import { allSettingViews } from '#src/method/settingViews.ts'
import { paths } from '#views/paths.ts'
import { api } from '../plugins/api.ts'
import { methodShape } from '../plugins/apiMethodShapes.ts'
import { apiAnalysis } from '../plugins/apiPages.ts'
import { allOf, analysisShape } from '../plugins/apiShapes.ts'
import type { Deps } from '../plugins/deps.ts'
import { described } from '../plugins/openApi.ts'
import { createStatusUpdates } from '../plugins/statusUpdates.ts'

const builtIn = {
  name: builtInManifest.name,
  title: builtInManifest.title,
  inputs: builtInManifest.inputs,
  fields: allSettingViews.map(({ name, label, help, kind, unit, byDefault, least, most, choices }) => ({
    name,
    label,
    help,
    kind,
    unit,
    byDefault,
    least,
    most,
    choices: choices?.map(({ value }) => value),
  })),
}

/** A method of the laboratory: its fields in short, and its parameters as the JSON Schema that they are written in. */
const describeMethod = ({
  name,
  title,
  description,
  version,
  citation,
  fields,
  parameters,
  inputs,
  numbers,
  results,
}: Manifest) => ({
  name,
  title,
  description,
  version,
  citation,
  fields: fields.map(({ name, label, help, kind, unit, byDefault, rules, choices }) => ({
    name,
    label,
    help,
    kind,
    unit,
    byDefault,
    least: rules.minimum,
    most: rules.maximum,
    choices: choices?.map(({ value }) => value),
  })),
  parameters,
  inputs,
  numbers,
  results,
})

/** The API on what can be run, and on what is about to run. */
export function apiMethodRoutes(deps: Deps) {
  const news = createStatusUpdates(deps)
  return new Elysia()
    .use(api(deps))
    .get(
      paths.apiMethods.pattern,
      ({ caller }) => {
        const others = [...methodsFor(deps.config, caller).values()]
        return {
          items: [...(deps.config.builtIn === false ? [] : [builtIn]), ...others.map(describeMethod)],
        }
      },
      described('The methods that can be started, with their parameters', allOf(methodShape)),
    )
    .get(
      paths.apiQueue.pattern,
      async ({ caller }) => {
        const active = await listActiveAnalysesOf(deps.db.read, caller.user.id)
        return {
          items: await Promise.all(active.map(async each => apiAnalysis(each, await news.statusOf(each)))),
        }
      },
      described(
        'The analyses that wait or run, oldest first, with their places in the queue',
        allOf(analysisShape),
      ),
    )
}
