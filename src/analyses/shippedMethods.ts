import series from '#src/method/series/method.json'
import { simulation } from '#src/method/simulation/manifest.ts'
import { planning } from '#src/method/simulation/planning.ts'
import type { Manifest } from './manifest/manifest.ts'
import { parseManifest } from './manifest/readManifest.ts'

/** The methods that come with this program beside the built-in one: its own commands, described as those of a laboratory are. */
export const shippedMethods: Manifest[] = [
  parseManifest(JSON.stringify(series, null, 2), 'src/method/series/method.json'),
  simulation,
  parseManifest(JSON.stringify(planning, null, 2), 'src/method/simulation/planning.ts'),
].map(manifest => ({ ...manifest, isShipped: true }))
