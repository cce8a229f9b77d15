import written from '../method/method.json'
import { parseManifest } from './manifest/readManifest.ts'

/** The manifest of the built-in method: its inputs and commands, read as those of a laboratory's methods are. */
export const builtInManifest = parseManifest(JSON.stringify(written), 'src/method/method.json', true)
