/**
 * Cuts the power of a file system under full load, again and again, and counts what was lost (F07).
 *
 *     bun test/faults/powerCut.ts [CUTS]       needs root and loop devices (Linux, ext4)
 *
 * The data lie on an ext4 image. A cut is the kernel's own: EXT4_IOC_SHUTDOWN without flushing, after which nothing
 * that was not on disk ever gets there. Then the image is mounted again, as after a reboot, and everything that
 * anyone was told must be there and whole.
 */

import { dlopen, FFIType, ptr } from 'bun:ffi'
import { closeSync, existsSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { emptyLedger, inspect, type Ledger, read } from './ledger.ts'

export interface PowerCutReport {
  cuts: number
  acknowledged: { studies: number; analyses: number; done: number }
  lost: string[]
}

/** True where a power cut can be played. */
export const canCutPower =
  process.getuid?.() === 0 && existsSync('/dev/loop-control') && Bun.which('mkfs.ext4') !== null

export async function cutPower(cuts: number): Promise<PowerCutReport> {
  const folder = mkdtempSync(join(tmpdir(), 'bioce-power-'))
  const [image, mount] = [join(folder, 'image'), join(folder, 'mnt')]
  run('truncate', '-s', '512M', image)
  run('mkfs.ext4', '-q', image)
  run('mkdir', mount)
  const ledger = emptyLedger()
  const lost: string[] = []
  try {
    for (let cut = 0; cut < cuts; cut++) {
      run('mount', '-o', 'loop', image, mount)
      await loadUntilCut(mount, 400 + ((cut * 7919) % 1600), ledger)
      await unmount(mount)
      run('mount', '-o', 'loop', image, mount)
      lost.push(...(await inspect(mount, ledger)).map(fault => `cut ${cut + 1}: ${fault}`))
      await unmount(mount)
    }
  } finally {
    Bun.spawnSync(['umount', '-l', mount], { stderr: 'ignore' })
    rmSync(folder, { recursive: true, force: true })
  }
  const acknowledged = { studies: ledger.study.size, analyses: ledger.analysis.size, done: ledger.done.size }
  return { cuts, acknowledged, lost }
}

async function loadUntilCut(mount: string, ms: number, ledger: Ledger): Promise<void> {
  const child = Bun.spawn([process.execPath, join(import.meta.dir, 'loadProcess.ts'), mount], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  const reading = (async () => {
    for await (const chunk of child.stdout) text += new TextDecoder().decode(chunk)
  })()
  while (!text.includes('study')) {
    if (child.exitCode !== null) throw new Error(`it did not start after a cut: ${await child.stderr.text()}`)
    await Bun.sleep(10)
  }
  await Bun.sleep(ms)
  const told = text // a machine without power tells nobody anything: what comes later does not count
  shutDown(mount)
  child.kill('SIGKILL')
  await Promise.all([child.exited, reading])
  read(told, ledger)
}

/** _IOR('X', 125, __u32) with EXT4_GOING_FLAGS_NOLOGFLUSH (linux/ext4.h). */
function shutDown(mount: string): void {
  const { symbols } = dlopen('libc.so.6', {
    ioctl: { args: [FFIType.i32, FFIType.u64, FFIType.ptr], returns: FFIType.i32 },
  })
  const handle = openSync(mount, 'r')
  if (symbols.ioctl(handle, 0x8004587dn, ptr(new Uint32Array([2]))) !== 0)
    throw new Error('no shutdown ioctl')
  closeSync(handle)
}

/** Waits for the processes of the load to be gone: the last of them die a moment after their supervisor. */
async function unmount(mount: string): Promise<void> {
  for (let tries = 0; Bun.spawnSync(['umount', mount], { stderr: 'ignore' }).exitCode !== 0; tries++) {
    if (tries > 100) throw new Error(`${mount} stays busy`)
    await Bun.sleep(100)
  }
}

function run(...command: string[]): void {
  const { exitCode, stderr } = Bun.spawnSync(command)
  if (exitCode !== 0) throw new Error(`${command.join(' ')}: ${stderr}`)
}

if (import.meta.main) {
  if (!canCutPower) {
    console.error('This needs root, loop devices and mkfs.ext4.')
    process.exit(2)
  }
  const report = await cutPower(Number(process.argv[2] ?? 50))
  console.log(JSON.stringify({ ...report, lost: report.lost.length }, null, 2))
  for (const fault of report.lost.slice(0, 50)) console.log(fault)
  process.exit(report.lost.length === 0 ? 0 : 1)
}
