import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from '#db/index.ts'
import type { listSettings } from '#db/settings.ts'
import { paths } from '#views/paths.ts'
import { normaliseEmail } from '../accounts/email.ts'
import type { Viewer } from '../accounts/sessions.ts'
import type { Config } from '../config.ts'
import { refuse } from '../errors.ts'
import { changeSetting } from './changeSetting.ts'

/** What the site says of who runs it, each a line of at most so many characters. */
const lengthsMax = { siteName: 60, operator: 300, hosting: 200, contact: 254 } as const

export type Identity = Record<keyof typeof lengthsMax, string>

/** Publishes it; an empty line says nothing. @throws AppError invalid, by field */
export async function setIdentity(
  db: Database,
  administrator: Viewer,
  typed: Identity,
  now: number,
): Promise<void> {
  const faults: Record<string, string> = {}
  const wanted = { ...typed }
  for (const [name, most] of Object.entries(lengthsMax) as [keyof Identity, number][]) {
    wanted[name] = typed[name].trim().normalize('NFC')
    if ([...wanted[name]].length > most || /\p{Cc}/u.test(wanted[name]))
      faults[name] = `Use one line of at most ${most} characters.`
  }
  if (wanted.contact !== '') {
    const contact = normaliseEmail(wanted.contact)
    if (contact) wanted.contact = contact
    else faults.contact = 'Use an address such as saxs@lab.example.org.'
  }
  if (Object.keys(faults).length > 0) refuse(faults)
  await db.write(async tx => {
    for (const name of Object.keys(lengthsMax) as (keyof Identity)[])
      await changeSetting(tx, administrator, name, wanted[name], now)
  })
}

const logoTypes = { 'logo.svg': 'image/svg+xml', 'logo.png': 'image/png', 'logo.webp': 'image/webp' }

/** The operator's logo; undefined where there is none. */
export function findLogo({ site }: Pick<Config, 'site'>) {
  for (const [name, type] of Object.entries(logoTypes)) {
    const path = join(site, name)
    if (existsSync(path)) return { path, type, version: Math.round(statSync(path).mtimeMs) }
  }
}

/** What every page says of the site. */
export function identityIn(settings: Awaited<ReturnType<typeof listSettings>>, config: Config) {
  const logo = findLogo(config)
  return {
    name: settings.siteName || undefined,
    operator: settings.operator,
    logo: logo && paths.siteLogo({ v: logo.version }),
    hasSignOn: config.signOn.length > 0,
    hasImprint: settings.operator !== '' || existsSync(join(config.site, 'imprint.md')),
  }
}
