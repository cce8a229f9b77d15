import { spawnSync } from 'node:child_process'
import { dirname } from 'node:path'
import type { Config } from './config.ts'

/** What keeps a laboratory's methods from the rest of the machine. */
export interface Protection {
  /** They run in a sandbox of bubblewrap. */
  sandbox: boolean
  /** They run as this unprivileged user. */
  account?: Account
  /** Why there is none, where the server runs as root and there should be one. */
  withoutAccount?: string
}

export interface Account {
  uid: number
  gid: number
}

type Places = Pick<Config, 'userData' | 'methods'>

export const runsAsRoot = () => process.getuid?.() === 0

/** Tries what this machine has: bubblewrap may be installed and yet not be allowed to do anything. */
export function findProtection(places: Places): Protection {
  const account = runsAsRoot() ? findAccount(places) : undefined
  const found = typeof account === 'string' ? { withoutAccount: account } : { account }
  return { ...found, sandbox: works(['bwrap', ...alone, ...besides, ...asAccount(found.account), 'true']) }
}

/** The user `nobody`, or why methods cannot be run as it. */
function findAccount({ userData, methods }: Places): Account | string {
  const idOf = (which: '-u' | '-g') => Number(spawnSync('id', [which, 'nobody']).stdout)
  const account = { uid: idOf('-u'), gid: idOf('-g') }
  if (!(account.uid > 0 && account.gid > 0)) return 'there is no user nobody'
  if (!works([...asAccount(account), 'true'])) return 'setpriv of util-linux is not installed, or not allowed'
  // The data folder itself is opened for it; what lies above that is not ours.
  const needed = [dirname(dirname(userData)), ...(methods === undefined ? [] : [methods])]
  const closed = needed.find(path => !works([...asAccount(account), 'ls', path]))
  return closed === undefined ? account : `the user nobody may not read ${closed}`
}

function works([program = '', ...rest]: string[]): boolean {
  return spawnSync(program, rest, { timeout: 5000, stdio: 'ignore' }).status === 0
}

/** A machine that can be read only, with nothing of its processes and sockets. */
export const alone = [
  ...['--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc', '--tmpfs', '/run'],
  ...['--unshare-pid', '--unshare-ipc', '--unshare-uts', '--die-with-parent'],
]
/** A network in which there is nobody. */
export const besides = ['--unshare-net']

export const asAccount = (account: Account | undefined) =>
  account
    ? ['setpriv', `--reuid=${account.uid}`, `--regid=${account.gid}`, '--clear-groups', '--no-new-privs']
    : []

/** What is in force, for the log and the doctor, and what would give more. */
export function describeProtection({ sandbox, account, withoutAccount }: Protection): string {
  const user = account ? 'the user nobody' : withoutAccount ? 'root' : "the server's own user"
  const because = withoutAccount ? ` (${withoutAccount})` : ''
  if (sandbox) return `Methods run in a sandbox, as ${user}${because}.`
  const reach = account ? 'what everybody on this machine can, and one another' : `all that ${user} can`
  return (
    `Methods run without a sandbox, as ${user}${because}: they can reach ${reach}. ` +
    'Bubblewrap (bwrap) is not installed, or not allowed here: docs/admin.md tells what it needs.'
  )
}

export const rootWarning =
  'The server runs as root. Give it a user of its own: whatever goes wrong in it then stays in its folders.'
