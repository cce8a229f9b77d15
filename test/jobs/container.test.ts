import { afterAll, describe, expect, test } from 'bun:test'
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Ending } from '#jobs/executors/executor.ts'
import { createLocalExecutor } from '#jobs/executors/local.ts'
import { openConfinement, type Reach } from '#src/confinement.ts'
import { makeImage } from '../support/containerImage.ts'
import { temporaryFolder } from '../support/database.ts'
import { until } from '../support/until.ts'
import { usualLimits } from '../support/work.ts'

const root = temporaryFolder()
const data = join(root, 'data')
const places = {
  userData: join(data, 'userData'),
  failedAnalyses: join(data, 'failed'),
  logs: join(data, 'logs'),
  backups: join(data, 'backups'),
  databaseFolder: join(data, 'db'),
  secretsFile: join(data, 'db/secrets.json'),
  methods: undefined,
}
const executor = createLocalExecutor(() => openConfinement({ sandbox: false }, places))
let count = 0

/** A task in a container, in a folder like that of an attempt. */
async function start(image: string, script: string, more: Partial<Reach> = {}) {
  const home = join(places.userData, `user1/study1/analysis${++count}`)
  const folder = join(home, 'attempt1')
  for (const path of ['attempt1/output', 'plain', 'checkpoint'])
    mkdirSync(join(home, path), { recursive: true })
  writeFileSync(join(home, 'plain/curve.dat'), '1 2 3\n')
  writeFileSync(join(folder, 'params.json'), '{}')
  symlinkSync('../plain', join(folder, 'input'))
  symlinkSync('../checkpoint', join(folder, 'checkpoint'))
  const reach = {
    ...{ reads: [join(home, 'plain')], writes: [join(home, 'checkpoint')], programs: [] },
    ...{ network: false, image, ...more },
  }
  const command = ['/bin/sh', '-c', script]
  const execution = await executor.start({ command, folder, limits: usualLimits, reach })
  async function ended(): Promise<Ending> {
    return await until(async () => (await execution.poll()).ending, 30_000)
  }
  return { home, folder, reach, execution, ended }
}

const usualPath = process.env.PATH

describe('a method in a container', () => {
  const programs = temporaryFolder()
  for (const engine of ['podman', 'apptainer']) {
    const record = 'printf "%s\\n" "$@" >"$([ "$1" = rm ] && dirname "$0" || pwd)/argv"'
    writeFileSync(join(programs, engine), `#!/bin/sh\n${record}\n`)
    chmodSync(join(programs, engine), 0o755)
  }

  /** What an engine was called with. */
  async function argvOf(image: string, more?: Partial<Reach>) {
    process.env.PATH = `${programs}:${usualPath}`
    try {
      const started = await start(image, 'echo "$X; rm -rf /"', more)
      expect(await started.ended()).toMatchObject({ kind: 'exit', code: 0 })
      const argv = readFileSync(join(started.folder, 'argv'), 'utf8').trim().split('\n')
      expect(argv.slice(-4)).toEqual([image, '/bin/sh', '-c', 'echo "$X; rm -rf /"'])
      return { ...started, argv, text: argv.join(' ') }
    } finally {
      process.env.PATH = usualPath
    }
  }

  test('is started by Podman with its folder to write and its inputs to read, and is removed in the end', async () => {
    const { home, folder, argv, text } = await argvOf('localhost/slope:1.0')
    for (const words of [
      'run --rm --pull=never',
      '--network=none --read-only ',
      '--cap-drop=all --security-opt=no-new-privileges --security-opt=label=disable',
      `--workdir ${folder}`,
      `type=bind,"source=${home}/plain","destination=${home}/plain",readonly`,
      `type=bind,"source=${folder}","destination=${folder}" `,
    ])
      expect(text).toContain(words)
    expect(argv.filter(each => each === '--mount').length).toBe(4) // inputs, checkpoint, folder and /tmp
    const removed = readFileSync(join(programs, 'argv'), 'utf8').trim().split('\n')
    expect(removed.at(-1)).toBe(argv[argv.indexOf('--name') + 1]!)
    expect((await argvOf('localhost/slope:1.0', { network: true })).text).not.toContain('--network')
    const devices = ['/dev/nvidia0', '/dev/nvidiactl']
    expect((await argvOf('localhost/slope:1.0', { devices })).text).toContain(
      '--device /dev/nvidia0 --device /dev/nvidiactl',
    )
  })

  test('is started by Apptainer where its image is a file', async () => {
    const { home, folder, argv, text } = await argvOf('/opt/images/slope.sif')
    for (const words of [
      'exec --contain',
      '--net --network none',
      `--pwd ${folder}`,
      `--bind ${home}/plain:${home}/plain:ro`,
      `--bind ${folder}:${folder}:rw`,
    ])
      expect(text).toContain(words)
    expect(argv.filter(each => each === '--bind').length).toBe(4)
    expect(argv).not.toContain('--nv')
    expect((await argvOf('/opt/images/slope.sif', { devices: ['/dev/nvidia0'] })).argv).toContain('--nv')
    expect((await argvOf('/opt/images/slope.sif', { devices: ['/dev/kfd'] })).argv).toContain('--rocm')
  })
})

const { image, obstacle, remove } = makeImage()
afterAll(remove)

describe('a real container', () => {
  test.skipIf(obstacle !== '')(
    `reads its inputs, writes its output, sees nothing else and has no network${obstacle}`,
    async () => {
      mkdirSync(places.databaseFolder, { recursive: true })
      writeFileSync(places.secretsFile, 'private')
      const script = `
        cat input/curve.dat >output/copy
        echo x 2>/dev/null >input/curve.dat || echo kept >>output/copy
        cat ${places.secretsFile} 2>/dev/null || echo hidden >>output/copy
        cat /proc/net/dev >output/net
        echo x 2>/dev/null >/etc/x || echo fixed >>output/copy
        echo on >checkpoint/i
        echo '{"summary": {"ok": true}}'`
      const { home, folder, ended, reach } = await start(image, script)
      expect(await ended()).toMatchObject({ kind: 'exit', code: 0, summary: { ok: true } })
      expect(readFileSync(join(folder, 'output/copy'), 'utf8')).toBe('1 2 3\nkept\nhidden\nfixed\n')
      const net = readFileSync(join(folder, 'output/net'), 'utf8').trim().split('\n').slice(2)
      expect(net.map(line => line.trim().split(':')[0])).toEqual(['lo'])
      expect(existsSync(join(home, 'checkpoint/i'))).toBe(true)
      expect(readFileSync(join(home, 'plain/curve.dat'), 'utf8')).toBe('1 2 3\n')
      expect(reach.network).toBe(false)
    },
    60_000,
  )

  test.skipIf(obstacle !== '')(
    `ends with all in it when it is cancelled${obstacle}`,
    async () => {
      const { folder, execution } = await start(image, 'echo on >output/on; sleep 600 & sleep 600')
      await until(() => existsSync(join(folder, 'output/on')))
      await execution.cancel(500)
      const { stdout } = Bun.spawnSync(['podman', 'ps', '--all', '--format', '{{.Image}}'])
      expect(stdout.toString()).not.toContain(image)
    },
    60_000,
  )
})
