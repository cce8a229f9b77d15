import { type Fault, type FaultCode, type FaultValues, fault } from '../faults/index.ts'

/** Remarks of one file, at most one of each kind and at most a hundred in all. */
export class Notes {
  readonly list: Fault<FaultCode>[] = []
  private readonly seen = new Set<string>()

  constructor(readonly file: string) {}

  /** Whether a remark with this code was made. */
  has(code: FaultCode): boolean {
    return this.seen.has(code)
  }

  /**
   * Adds a remark unless the same one was made before; line 0 means the whole file.
   *
   * @param subject what the remark is about, where one code may be remarked about several things
   */
  add<Code extends FaultCode>(code: Code, line: number, values: FaultValues<Code>, subject = ''): void {
    const key = code + subject
    if (this.seen.has(key) || this.list.length >= 100) return
    this.seen.add(key)
    this.list.push(fault(code, values, { file: this.file, line }))
  }
}
