import type { Result } from '#src/ensemble/contract.ts'
import { programText } from '#src/ensemble/diagnose/index.ts'
import { FactList } from '../ui/facts.tsx'

interface MadeFactsProps {
  parameters: { name: string; value: string }[]
  program?: Result['program']
}

/** The parameters, and the version of the program where that is known. */
export const MadeFacts = ({ parameters, program }: MadeFactsProps) => (
  <FactList
    facts={[
      ...parameters.map(({ name, value }) => [name, value]),
      ...(program ? [['Program', programText(program)]] : []),
    ]}
  />
)

/** A library may have a file for each of its hundreds of models. */
const shownInputs = 12

/** What tells that the input files are the same. */
export function Checksums({ inputs }: { inputs: { name: string; sha256: string }[] }) {
  return (
    <ul class="files">
      {inputs.slice(0, shownInputs).map(input => (
        <li>
          <span safe>{input.name}</span>
          <code safe>{`SHA-256 ${input.sha256}`}</code>
        </li>
      ))}
      {inputs.length > shownInputs ? (
        <li safe>{`and ${inputs.length - shownInputs} more, in params.json of the archive`}</li>
      ) : (
        ''
      )}
    </ul>
  )
}
