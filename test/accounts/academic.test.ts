import { describe, expect, test } from 'bun:test'
import { insertAllowedDomain } from '#db/allowedDomains.ts'
import { countAcademic, countryName, findAcademic, findInstitution } from '#src/accounts/academic/index.ts'
import { freshDatabase } from '../support/database.ts'
import { noon } from '../support/people.ts'

const db = freshDatabase()

describe('academic addresses', () => {
  test.each([
    ['imperial.ac.uk', 'Imperial College London', 'GB'],
    ['mail.imperial.ac.uk', 'Imperial College London', 'GB'],
    ['cs.stanford.edu', 'Stanford University', 'US'],
    ['bio.ku.dk', 'Copenhagen University', 'DK'],
    ['wu.ac.at', 'Wirtschaftsuniversität Wien', 'AT'],
    ['biochem.mpg.de', 'Max Planck Institute of Biochemistry', 'DE'],
    ['other.mpg.de', 'Max Planck Society', 'DE'],
    ['esrf.fr', 'European Synchrotron Radiation Facility', null],
    ['embl-hamburg.de', 'European Molecular Biology Laboratory', null],
    ['niddk.nih.gov', 'National Institutes of Health', 'US'],
    ['si.edu', 'Smithsonian Institution', 'US'],
  ])('%s is %s', (domain, name, country) => {
    expect(findAcademic(domain)).toEqual({ name, country })
  })

  test.each([
    'evilstanford.edu',
    'imperial.ac.uk.evil.com',
    'notcam.ac.uk',
    'stanford.edu.',
    'edu',
    'ac.uk',
    'uk',
    'com',
    'gmail.com',
    'mail.escuelaing.edu.co', // on the list of abused domains, though its parent is a university
    '',
  ])('%p is not academic', domain => {
    expect(findAcademic(domain)).toBeUndefined()
  })

  test('an administrator allows a domain with its sub-domains, or a single address', async () => {
    await db.write(async tx => {
      await insertAllowedDomain(tx, { domain: 'lab.example', institution: 'The Lab', createdAt: noon })
      await insertAllowedDomain(tx, { domain: 'ada@mail.example', country: 'SE', createdAt: noon })
    })
    const find = (email: string) => findInstitution(db.read, email)
    expect(await find('x@deep.lab.example')).toEqual({ name: 'The Lab', country: null })
    expect(await find('ada@mail.example')).toEqual({ name: null, country: 'SE' })
    expect(await find('bob@mail.example')).toBeUndefined()
    expect(await find('x@notlab.example')).toBeUndefined()
    expect((await find('x@uni-heidelberg.de'))?.country).toBe('DE')
  })

  test('the lists are as long as docs/admin.md says, and countries have names', () => {
    const { universities, institutes } = countAcademic()
    expect(universities).toBeGreaterThan(23_000)
    expect(institutes).toBeGreaterThan(300)
    expect(countryName('DK')).toBe('Denmark')
  })
})
