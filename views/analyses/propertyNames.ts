import type { Distribution } from '#src/ensemble/contract.ts'

/** What a page calls the properties that the core knows by itself, and the titles of their charts. */
const known = new Map([
  ['rg', { name: 'Rg', title: 'Radius of gyration of the models' }],
  ['dmax', { name: 'Dmax', title: 'Largest distance within the models' }],
  ['end_to_end', { name: 'End to end', title: 'Distance between the ends of the chain' }],
])

export const propertyName = (name: string) => known.get(name)?.name ?? name
export const propertyTitle = (name: string) => known.get(name)?.title ?? name

export const labelOf = ({ name, unit }: Pick<Distribution, 'name' | 'unit'>) =>
  unit ? `${propertyName(name)} (${unit})` : propertyName(name)
