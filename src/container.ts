import { homedir } from 'node:os'
import { join } from 'node:path'
import { cardVariables } from './graphicsCards.ts'
import type { Account } from './protection.ts'

/** What a command in a container sees of this machine: all paths are the same inside, so links between them hold. */
interface View {
  /** Where it works, which it writes. */
  folder: string
  reads: string[]
  writes: string[]
  network: boolean
  /** Graphics cards. */
  devices: string[]
  /** The user that it runs as. */
  account: Account
}

/** In the environment of a task's command, and so of all that it starts. */
export const markName = 'BIOCE_ATTEMPT'

/** Variables that a command in a container has as they are here. */
const variables = ['LANG', 'TZ', 'OMP_NUM_THREADS', ...cardVariables, markName]

/** A file is an image of Apptainer, a name one of Podman. */
export const engineOf = (image: string): 'apptainer' | 'podman' =>
  image.endsWith('.sif') ? 'apptainer' : 'podman'

/** The command in a container of an image that is here: nothing is ever fetched. Limits of time, memory and files are the executor's. */
export function inContainer(image: string, command: string[], view: View): string[] {
  return engineOf(image) === 'podman' ? withPodman(image, command, view) : withApptainer(image, command, view)
}

/** Ends what is left of a container, where its engine keeps it. */
export const removal = (image: string, folder: string): string[] | undefined =>
  engineOf(image) === 'podman'
    ? [...asOurselves(), 'podman', 'rm', '--force', '--ignore', '--time', '0', nameOf(folder)]
    : undefined

/** No two attempts work in the same folder. */
const nameOf = (folder: string) => `bioce-${Bun.hash(folder).toString(16)}`

/** Where Podman finds its images and settings; a command of its own has its folder as its home. */
function asOurselves(): string[] {
  const { XDG_RUNTIME_DIR, DBUS_SESSION_BUS_ADDRESS, CONTAINERS_CONF, CONTAINERS_STORAGE_CONF } = process.env
  const session = { HOME: homedir(), XDG_RUNTIME_DIR, DBUS_SESSION_BUS_ADDRESS }
  const kept = { ...session, CONTAINERS_CONF, CONTAINERS_STORAGE_CONF }
  return ['env', ...Object.entries(kept).flatMap(([name, value]) => (value ? [`${name}=${value}`] : []))]
}

function withPodman(
  image: string,
  command: string[],
  { folder, reads, writes, network, devices, account: { uid, gid } }: View,
): string[] {
  const mount = (from: string, to: string, more = '') => [
    '--mount',
    `type=bind,"source=${from}","destination=${to}"${more}`,
  ]
  return [
    ...asOurselves(),
    ...['podman', 'run', '--rm', '--pull=never', '--name', nameOf(folder)],
    ...(network ? [] : ['--network=none']),
    ...['--read-only', '--read-only-tmpfs=false', '--cap-drop=all', '--security-opt=no-new-privileges'],
    '--security-opt=label=disable', // SELinux would keep it from the folders of the server
    ...['--ulimit', 'nofile=1024:1024', '--ulimit', 'nproc=4096:4096'],
    ...(process.getuid?.() === 0 ? [] : ['--userns=keep-id']),
    ...['--user', `${uid}:${gid}`, '--workdir', folder, '--entrypoint', ''],
    ...[...variables, `HOME=${folder}`].flatMap(variable => ['--env', variable]),
    ...reads.flatMap(path => mount(path, path, ',readonly')),
    ...[...writes, folder].flatMap(path => mount(path, path)),
    ...devices.flatMap(path => ['--device', path]),
    // On disk, so that it counts towards the limit of the folder.
    ...mount(join(folder, 'tmp'), '/tmp'),
    image,
    ...command,
  ]
}

/** It keeps our environment, which is as small for every command. */
function withApptainer(
  image: string,
  command: string[],
  { folder, reads, writes, network, devices }: View,
): string[] {
  const bind = (from: string, to: string, how: 'ro' | 'rw') => ['--bind', `${from}:${to}:${how}`]
  return [
    ...['apptainer', 'exec', '--contain', '--ipc', '--pid', '--no-home', '--no-privs'],
    ...(network ? [] : ['--net', '--network', 'none']),
    ...(devices.some(path => path.includes('nvidia')) ? ['--nv'] : devices.length > 0 ? ['--rocm'] : []),
    ...['--pwd', folder],
    ...reads.flatMap(path => bind(path, path, 'ro')),
    ...[...writes, folder].flatMap(path => bind(path, path, 'rw')),
    ...bind(join(folder, 'tmp'), '/tmp', 'rw'),
    image,
    ...command,
  ]
}
