import { exp, ln } from '../numeric/elementary.ts'

/** The share of trajectories that is best accepted. */
const acceptanceAimed = 0.8

/** The step of a leapfrog by dual averaging: Hoffman & Gelman 2014, J Mach Learn Res 15:1593, algorithm 5. */
export class StepAveraging {
  private shrinkTo = 0
  private count = 0
  private error = 0
  private logSettled = 0

  begin(step: number): void {
    this.shrinkTo = ln(2 * step)
    this.count = 0
    this.error = 0
    this.logSettled = ln(step)
  }

  /** The next step to try after one with this acceptance. */
  next(acceptance: number): number {
    this.count++
    const weight = 1 / (this.count + 10)
    this.error += weight * (acceptanceAimed - acceptance - this.error)
    const logStep = this.shrinkTo - (Math.sqrt(this.count) / 0.05) * this.error
    const share = exp(-0.75 * ln(this.count))
    this.logSettled += share * (logStep - this.logSettled)
    return Math.min(1, exp(logStep))
  }

  get settled(): number {
    return Math.min(1, exp(this.logSettled))
  }
}
