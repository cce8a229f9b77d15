import type { Timings } from '#db/schema.ts'
import type { Progress } from '#src/ensemble/contract.ts'

/**
 * How much there is to do in each part of a run, in a unit of the part's own. A part is what takes time of its own and
 * grows in its own way: reading files, profiles, inference, the summary with what is written; or the whole of a method that a laboratory added.
 */
export type Work = Record<string, number>

/** By part, in seconds; NaN where nothing is known. */
export type Expected = Record<string, number>

/**
 * Seconds a unit to expect before this machine has run anything: two cores of 2020. A part whose unit changes gets another name, so that
 * nothing is learned from runs that counted otherwise.
 */
const usualPaces: Record<string, number> = {
  reading: 1,
  profiles: 0.3,
  posterior: 1,
  results: 0.2,
  simulation: 0.8,
}

/** The part that each stage of the built-in method belongs to, in the order in which they come. */
const partOfStage: Record<Progress['stage'], string> = {
  reading: 'reading',
  profiles: 'profiles',
  hydration: 'reading',
  selection: 'posterior',
  sampling: 'posterior',
  together: 'posterior',
  evidence: 'posterior',
  writing: 'results',
}

/** What a run took on this machine. */
export interface Past {
  studyId: number
  timings: Timings
}

/** Weights of what was learned: a run of the same study counts so often, an older one so much less, the usual pace so little. */
const [sameStudy, older, usual] = [8, 0.93, 0.02]
/** Work so many times larger or smaller counts half. */
const similarRatio = 1.4

/**
 * How long each part of a run should take, from the runs before it, newest first: the geometric mean of their paces, in
 * which runs of the same study, of a like size and of late count most.
 */
export function estimateStages(work: Work, studyId: number, past: readonly Past[]): Expected {
  return Object.fromEntries(
    Object.entries(work).map(([part, units]) => {
      let [sum, weights] = Object.hasOwn(usualPaces, part)
        ? [usual * Math.log(usualPaces[part]!), usual]
        : [0, 0]
      past.forEach((run, age) => {
        const observed = run.timings[part]
        if (!observed || units === 0) return
        const unlike = Math.log(units / observed.units) / Math.log(similarRatio)
        const weight = (older ** age * (run.studyId === studyId ? sameStudy : 1)) / (1 + unlike * unlike)
        sum += weight * Math.log(observed.seconds / observed.units)
        weights += weight
      })
      return [part, units === 0 ? 0 : units * Math.exp(sum / weights)]
    }),
  )
}

/** How long all of it should take, s; null when nothing is known of a part. */
export function totalOf(expected: Expected): number | null {
  const seconds = Object.values(expected).reduce((sum, part) => sum + part, 0)
  return Number.isNaN(seconds) ? null : seconds
}

/** Of an analysis that waits for a node of the cluster: no part of it takes this time. */
const waitingStage = 'cluster'

/** Stages whose counts say how much of their part is done. */
const counting = ['profiles', 'sampling', 'evidence']
/** From this share of a part on, its own pace alone counts. */
const trustedShare = 0.1
/** Its pace is that of late: what was seen so long ago counts e times less, in seconds and as a share of what the part has taken. */
const memory = { seconds: 2, share: 0.25 }

interface Part {
  /** The last of the stages that belong to it; none is known of a method that a laboratory added. */
  lastStage: number
  /** Seconds it should take in all. */
  expected: number
  spent: number
  /** How much was done before by an attempt that broke off, once that is known, and how much is now; 0 to 1. */
  from: number | undefined
  done: number
  /** The count itself, and what is left of it. */
  count: number
  left: number
  /** Seconds of late, and what was counted in them. */
  recent: { seconds: number; counted: number }
}

/**
 * Follows one attempt from its lines of progress: how much is behind, how long the rest takes, and in the end how long
 * each part took. What is expected gives way to what is seen, the more of a part is done.
 * @param now monotonic milliseconds
 */
export function createTracker(work: Work, expected: Expected, now: () => number = () => performance.now()) {
  const parts = new Map<string, Part>(
    Object.keys(work).map(name => {
      const last = Object.values(partOfStage).lastIndexOf(name)
      const lastStage = last < 0 ? Number.POSITIVE_INFINITY : last
      const recent = { seconds: 0, counted: 0 }
      const own = { expected: expected[name]!, spent: 0, from: undefined, done: 0, count: 0, left: 0 }
      return [name, { lastStage, ...own, recent }]
    }),
  )
  const only = parts.size === 1 ? [...parts.values()][0] : undefined
  const partAt = (stage: string) =>
    only ??
    (Object.hasOwn(partOfStage, stage) ? parts.get(partOfStage[stage as Progress['stage']]) : undefined)
  let here = partAt('reading')
  let stageHere = 0
  const isOver = (part: Part) => part !== here && stageHere > part.lastStage
  let seenAt = now()

  let counted = 0
  /**
   * How many times longer than expected the other parts should take: the square root of that of the part that was counted last, as other
   * programs slow all parts down alike, and its own data that part alone.
   */
  let slowness = 1
  /** The largest share that was reported: a part that takes longer than expected slows the bar down and never turns it back. */
  let reported = 0

  function observe({ stage, done, total }: { stage: string; done: number; total: number }): void {
    const before = here
    const seconds = spend()
    here = stage === waitingStage ? undefined : partAt(stage)
    stageHere = Math.max(stageHere, Object.keys(partOfStage).indexOf(stage))
    const share = total > 0 ? Math.min(1, done / total) : 0
    counted = share
    if (here && (only || counting.includes(stage))) {
      // A count reached in less than half of the expected time was restored from a checkpoint or a cache: the part starts there.
      if (here.from === undefined) here.from = here.spent < 0.5 * share * here.expected ? share : 0
      else if (here === before) follow(here, seconds, done - here.count)
      here.done = share
      here.count = done
      here.left = Math.max(0, total - done)
      const { expected, from } = here
      const left = secondsLeftOf(here, 1)
      const leftAsExpected = expected * (1 - from) * (1 - progressOf(here))
      if (left > 0 && leftAsExpected > 0) slowness = Math.sqrt(left / leftAsExpected)
    }
  }

  /** How much is behind, 0 to 1, and how long the rest takes; null where nothing but its own count is known. */
  function remaining(): { share: number; secondsLeft: number | null } {
    const spent = sum(part => part.spent)
    const left = sum(part => secondsLeftOf(part, slowness))
    const isKnown = !Number.isNaN(left)
    reported = Math.max(reported, isKnown ? spent / (spent + left) || 0 : counted)
    return { share: reported, secondsLeft: isKnown ? Math.max(1, Math.round(left)) : null }
  }

  /** Returns the seconds since the last line. */
  function spend(): number {
    const at = now()
    const seconds = (at - seenAt) / 1000
    if (here) here.spent += seconds
    seenAt = at
    return seconds
  }

  function follow({ recent, spent }: Part, seconds: number, counted: number): void {
    // Several inferences of one analysis count anew each.
    if (counted < 0) return
    const kept = Math.exp(-seconds / Math.max(memory.seconds, memory.share * spent))
    recent.seconds = kept * recent.seconds + seconds
    recent.counted = kept * recent.counted + counted
  }

  /** How much of what this attempt has to do of a part is done. */
  const progressOf = ({ from, done }: Part) =>
    from === undefined || from === 1 ? 0 : Math.max(0, (done - from) / (1 - from))

  function secondsLeftOf(part: Part, slowness: number): number {
    if (isOver(part)) return 0
    const { expected, spent, from, left, recent } = part
    const whole = expected * (1 - (from ?? 0))
    const share = progressOf(part)
    if (share === 0) return leftUncounted(slowness * whole, spent)
    if (Number.isNaN(whole)) return whole
    const seen = recent.counted > 0 ? (recent.seconds / recent.counted) * left : (spent / share) * (1 - share)
    const trust = Math.min(1, share / trustedShare)
    return (whole * (1 - share)) ** (1 - trust) * seen ** trust
  }

  /** Of a part that counts nothing: the longer it has taken than it should, the longer the rest may take as well. */
  const leftUncounted = (whole: number, spent: number) =>
    Math.max(whole - spent, (spent - whole) / 2, 0.05 * whole)

  const sum = (of: (part: Part) => number) => [...parts.values()].reduce((total, part) => total + of(part), 0)

  /** What this attempt took: of the parts that it did itself, for the most part. */
  function timings(): Timings {
    spend()
    const own = [...parts].filter(([name, { from = 0 }]) => from < 0.5 && work[name]! > 0)
    return Object.fromEntries(
      own.map(([name, { spent, from = 0 }]) => [
        name,
        { units: work[name]! * (1 - from), seconds: Math.max(spent, 0.01) },
      ]),
    )
  }

  return { observe, remaining, timings }
}

export type Tracker = ReturnType<typeof createTracker>
