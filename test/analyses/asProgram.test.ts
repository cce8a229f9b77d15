import { expect, test } from 'bun:test'
import { asPrograms } from '#src/analyses/asProgram.ts'
import { parseParameters } from '#src/method/parameters.ts'
import { because } from '../support/skips.ts'

const missing = Bun.which('bash') ? '' : because('bash is not installed')

/** test/commands/client.test.ts runs both programs against a server. */
test.skipIf(missing !== '')(`a shell takes what was typed as it is${missing}`, () => {
  const name = 'a\'b"c $(echo no) `echo no` \\ $HOME'
  const parameters = parseParameters({ seed: '7', qMax: '0.2', skipVariational: 'on' })
  const { curl, python } = asPrograms({ address: 'https://lab.example.org/api', name, parameters })
  // The last argument, which is the body.
  const said = Bun.spawnSync(['bash', '-c', `curl() { printf %s "\${@: -1}"; }; ${curl}`], { env: {} })
  expect(JSON.parse(said.stdout.toString())).toMatchObject({
    name,
    parameters: { seed: 7, qMax: 0.2, skipVariational: true },
  })
  expect(python).toContain(`"name": ${JSON.stringify(name)}`)
  expect(python).toContain('"skipVariational": True,')
  expect(python).toContain('"qMin": None,')
})
