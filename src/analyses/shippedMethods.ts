import series from '#src/method/series/method.json'
import type { Manifest } from './manifest/manifest.ts'
import { parseManifest } from './manifest/readManifest.ts'

/** The methods with inputs of their own that come with this program: its own commands, described as those of a laboratory are. */
export const shippedMethods: Manifest[] = [series].map(manifest => ({
  ...parseManifest(JSON.stringify(manifest, null, 2), 'src/method/series/method.json'),
  isShipped: true,
}))
