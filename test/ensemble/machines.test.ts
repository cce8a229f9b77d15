import { expect, test } from 'bun:test'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { because, long, unlessLong } from '../support/skips.ts'

/** What digests.ts prints where the C library is told that the processor lacks these instructions. */
function digests(...missing: string[]) {
  const tunables = missing.map(name => `-${name}`).join(',')
  const { stdout, stderr, exitCode } = Bun.spawnSync(
    [process.execPath, join(import.meta.dir, 'digests.ts')],
    {
      env: { ...process.env, ...(tunables && { GLIBC_TUNABLES: `glibc.cpu.hwcaps=${tunables}` }) },
    },
  )
  if (exitCode !== 0) throw new Error(stderr.toString())
  return JSON.parse(stdout.toString()) as { result: string; draws: string; ofMath: string }
}

const hasFma =
  existsSync('/lib64/ld-linux-x86-64.so.2') && /\bfma\b/.test(readFileSync('/proc/cpuinfo', 'utf8'))
const skipped = hasFma ? unlessLong : because('no glibc, or no processor with FMA')

test.skipIf(!hasFma || !long)(
  `a processor without FMA and AVX gives the same result and the same draws${skipped}`,
  () => {
    const here = digests()
    // Names of glibc from 2.33 on, and those before.
    const old = digests('AVX2', 'FMA', 'FMA4', 'AVX512F', 'AVX', 'AVX2_Usable', 'FMA_Usable', 'FMA4_Usable')
    expect([old.result, old.draws]).toEqual([here.result, here.draws])
    // It is another processor for the C library: its functions differ in their last bits.
    expect(old.ofMath).not.toBe(here.ofMath)
  },
)
