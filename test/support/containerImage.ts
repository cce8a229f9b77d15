import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { temporaryFolder } from './database.ts'
import { because } from './skips.ts'

const programs = ['sh', 'cat', 'sleep', 'id', 'sed', 'awk']

/**
 * Imports a few programs of this machine as an image of Podman; or tells why that does not work here. Where Podman needs other settings, they are
 * in CONTAINERS_CONF afterwards.
 */
export function makeImage(): { image: string; obstacle: string; remove: () => void } {
  const image = `localhost/bioce-test-${process.pid}:1`
  const remove = () => void (Bun.which('podman') && Bun.spawnSync(['podman', 'rmi', '--force', image]))
  return { image, obstacle: importImage(image), remove }
}

function importImage(image: string): string {
  if (!Bun.which('podman')) return because('podman is not installed')
  const rootfs = join(temporaryFolder(), 'rootfs')
  for (const folder of ['tmp', 'proc', 'dev', 'sys', 'etc', 'bin'])
    mkdirSync(join(rootfs, folder), { recursive: true })
  for (const program of programs) {
    const path = Bun.which(program)!
    const libraries = Bun.spawnSync(['ldd', path]).stdout.toString().match(/\/\S+/g) ?? []
    for (const from of libraries) {
      mkdirSync(dirname(join(rootfs, from)), { recursive: true })
      copyFileSync(from, join(rootfs, from))
    }
    copyFileSync(path, join(rootfs, 'bin', program))
  }
  const packed = `${rootfs}.tar`
  Bun.spawnSync(['tar', '-C', rootfs, '-cf', packed, '.'])
  Bun.spawnSync(['podman', 'import', packed, image])
  const limits = ['--ulimit', 'nofile=1024:1024', '--ulimit', 'nproc=4096:4096']
  const run = ['podman', 'run', '--rm', '--pull=never', '--network=none', ...limits, image, 'id']
  if (Bun.spawnSync(run).success) return ''
  // The usual runtime may not know the control groups of this kernel.
  const settings = `${rootfs}.conf`
  writeFileSync(settings, '[engine]\nruntime="runc"\n')
  process.env.CONTAINERS_CONF = settings
  return Bun.spawnSync(run, { env: process.env }).success ? '' : because('podman cannot run containers here')
}
