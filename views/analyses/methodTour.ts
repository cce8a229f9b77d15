import type { TourStep } from '#src/analyses/manifest/manifest.ts'
import type { PlacedStep } from '../layout.tsx'

/** The steps of a method's tour whose targets are on a page, by the selectors of what is there. */
export const tourThrough = (tour: TourStep[] | undefined, places: Record<string, string>): PlacedStep[] =>
  (tour ?? []).flatMap(({ at, title, text }) =>
    Object.hasOwn(places, at) ? [[places[at]!, title, text] satisfies PlacedStep] : [],
  )

/** Where the fields of a form are: of a method's parameters, or of its inputs. */
export const placesOfFields = (kind: 'parameters' | 'inputs', fields: { name: string }[]) =>
  Object.fromEntries(fields.map(({ name }) => [`${kind}/${name}`, `#${name}`]))
