/** What every page needs besides its own facts: who looks at it, where, and what the last action left to say. */
export interface Frame {
  /** The path of the request, for the mark in the navigation. */
  path: string
  /** What the site is called and who runs it; the program's own name where nothing is said. */
  site?: FrameSite
  viewer: FrameViewer | null
  /** The session-bound token of every form. */
  csrf: string
  /** The moment of the request: relative times are counted from here. */
  now: Date
  /** From the cookie `theme`; `system` when there is none. */
  theme?: Theme
  flash?: Flash | null
  /** A line from the administrator over every page, such as a coming maintenance. */
  banner?: { text: string; until: Date | null } | null
  /** The built-in analysis is switched off, and so is its example. */
  isBuiltInOff?: boolean
  /** Set while an administrator looks at the site as the viewer. */
  impersonationEndsAt?: Date | null
}

interface FrameSite {
  name?: string
  operator: string
  /** The path of the operator's logo. */
  logo?: string
  hasImprint: boolean
  /** People may sign in with accounts elsewhere. */
  hasSignOn?: boolean
}

/** What a site is called that has no name of its own. */
export const programName = 'BioCE Web'
export const siteNameOf = ({ site }: Pick<Frame, 'site'>) => site?.name ?? programName

interface FrameViewer {
  firstName: string
  lastName: string
  email: string
  isSuperuser: boolean
  /** They have seen the tour that starts by itself on their first visit. */
  isToured?: boolean
  /** Set for those without an account: until when they may come back, and by which link. */
  guest?: { until: Date; link: string } | null
}

type Theme = 'light' | 'dark' | 'system'

export interface Flash {
  kind: 'done' | 'warning' | 'problem'
  text: string
}

/** What a person typed and what was wrong with it, by field name; the name '' is the form as a whole. */
export interface FormState {
  values: Record<string, string>
  errors: Record<string, string>
}

export const blankForm: FormState = { values: {}, errors: {} }

export type RunState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'
