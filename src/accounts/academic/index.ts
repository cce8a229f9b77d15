import { readFileSync } from 'node:fs'
import { findAllowedDomain } from '#db/allowedDomains.ts'
import type { Reader } from '#db/index.ts'
import universityList from './domains.txt.gz' with { type: 'file' }
import instituteList from './institutes.txt' with { type: 'text' }

/** Where an address belongs. */
export interface Institution {
  /** Its name; empty where only the domain is known. */
  name: string | null
  /** ISO 3166, two letters; empty where the domain does not tell. */
  country: string | null
}

/**
 * The institution behind an address: a domain or address that an administrator allows, one of our own list of
 * institutes, or a known university. A sub-domain counts as its parent, at a dot boundary: mail.imperial.ac.uk is
 * imperial.ac.uk, evilstanford.edu is not stanford.edu. Undefined for everyone else.
 *
 * @param email normalised
 */
export async function findInstitution(db: Reader, email: string): Promise<Institution | undefined> {
  const domain = domainOf(email)
  const allowed = await findAllowedDomain(db, [email, ...parentsOf(domain)])
  if (allowed) return { name: allowed.institution, country: allowed.country ?? countryOf(domain) }
  return findAcademic(domain)
}

/** The same by the built-in lists alone. The longest domain that either list knows decides. */
export function findAcademic(domain: string): Institution | undefined {
  for (const parent of parentsOf(domain)) {
    const institute = institutes().get(parent)
    if (institute) return institute
    const university = universities().get(parent)
    if (university === '') return // on the list of domains that are not academic after all
    if (university) return { name: university, country: countryOf(domain) }
  }
}

/** How many domains and institutes are known: docs/admin.md and the registration page say it. */
export function countAcademic() {
  return {
    universities: [...universities().values()].filter(Boolean).length,
    institutes: new Set([...institutes().values()].map(institute => institute.name)).size,
  }
}

/** The English name of a country, such as "Denmark". */
export const countryName = (code: string): string => countries.of(code) ?? code

const countries = new Intl.DisplayNames('en', { type: 'region' })

/** a.b.c, b.c, c */
function parentsOf(domain: string): string[] {
  const labels = domain.split('.')
  return labels.map((_, start) => labels.slice(start).join('.'))
}

/** In ASCII: what a browser makes of an international name. */
function domainOf(email: string): string {
  const host = email.slice(email.lastIndexOf('@') + 1)
  return URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : host
}

/** Domains sold to anyone; they mean their country only below an academic second level (edu.co). */
const vanity = new Set(['ac', 'ai', 'co', 'fm', 'io', 'me', 'tv'])

/** The country by the top-level domain; undefined for com, org and the like. */
function countryOf(domain: string): string | null {
  const [second = '', top = ''] = domain.split('.').slice(-2)
  if (['edu', 'gov', 'mil'].includes(top)) return 'US'
  if (top === 'uk') return 'GB'
  if (!/^[a-z]{2}$/.test(top) || top === 'eu' || top === 'su') return null
  if (vanity.has(top) && !/^(edu?|ac)$/.test(second)) return null
  const code = top.toUpperCase()
  return countryName(code) === code ? null : code
}

/** Domain to name, read at the first question; an empty name refuses. */
const universities = once(() => {
  const text = new TextDecoder().decode(Bun.gunzipSync(readFileSync(universityList)))
  return new Map(text.split('\n').map(line => line.split('\t') as [string, string]))
})

const institutes = once(() => {
  const map = new Map<string, Institution>()
  for (const line of instituteList.split('\n')) {
    const [, country = '--', name = '', domains = ''] = /^(\S\S) (.+): (.+)$/.exec(line) ?? []
    for (const domain of domains.split(' ').filter(Boolean))
      map.set(domain, { name, country: country === '--' ? null : country })
  }
  return map
})

function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}
