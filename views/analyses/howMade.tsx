import type { Result } from '#src/ensemble/contract.ts'
import { Facts } from '../ui/facts.tsx'

/** Beside the parameters: the seed that was used and the version of the program. */
export const ProgramFacts = ({ result: { seed, program } }: { result: Result }) => (
  <Facts
    facts={[
      ['Seed used', String(seed)],
      ['Program', `${program.name} ${program.version}`],
    ]}
  />
)

/** What tells that the input files are the same. */
export function Checksums({ result }: { result: Result }) {
  return (
    <ul class="files">
      {result.inputs.map(input => (
        <li>
          <span safe>{input.name}</span>
          <code safe>{`SHA-256 ${input.sha256}`}</code>
        </li>
      ))}
    </ul>
  )
}
