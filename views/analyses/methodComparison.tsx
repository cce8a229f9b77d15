import type { ResultNumber, Shown } from '#src/analyses/methodOutcome.ts'
import { Card } from '../ui/card.tsx'
import { differing } from './compared.ts'
import { SideBySide, SideLink } from './comparisonTables.tsx'
import { numberText } from './methodNumbers.ts'
import { ShownPart } from './methodParts.tsx'

interface MethodSide {
  id: number | string
  name: string
  parameters: { name: string; value: string }[]
  numbers: ResultNumber[]
  shown: Shown[]
}

/** Two results of one method: their numbers, what differs in how they were made, and what its manifest wants seen. */
export function MethodsCompared({ sides }: { sides: [MethodSide, MethodSide] }) {
  const [a, b] = sides
  const parameters = differing(a.parameters, b.parameters)
  const numbers = numbersBeside(a.numbers, b.numbers)
  const files = [...new Set(sides.flatMap(({ shown }) => shown.map(({ file }) => file)))]
  return (
    <>
      <Card id="numbers" title="Numbers">
        {numbers.length > 0 ? <SideBySide sides={sides} rows={numbers} /> : <p>Neither result has any.</p>}
      </Card>
      <Card id="parameters" title="Parameters that differ">
        {parameters.length > 0 ? <SideBySide sides={sides} rows={parameters} /> : <p>None.</p>}
      </Card>
      {files.map((file, at) => (
        <Card id={`shown-${at}`} title={sides.flatMap(side => partOf(side, file) ?? [])[0]!.title}>
          <div class="chart-row">
            {sides.map((side, place) => (
              <section>
                <h3>
                  <SideLink side={side} />
                </h3>
                <PartOf side={side} file={file} place={`${place}-${at}`} />
              </section>
            ))}
          </div>
        </Card>
      ))}
    </>
  )
}

const partOf = ({ shown }: MethodSide, file: string) => shown.find(each => each.file === file)

function PartOf({ side, file, place }: { side: MethodSide; file: string; place: string }) {
  const part = partOf(side, file)
  return part ? (
    <ShownPart id={side.id} part={part} place={place} isFinal />
  ) : (
    <p>This result has no such file.</p>
  )
}

/** A row for each number that either told. */
function numbersBeside(a: ResultNumber[], b: ResultNumber[]): { name: string; a: string; b: string }[] {
  const textIn = (list: ResultNumber[], name: string) => {
    const found = list.find(each => each.name === name)
    return found ? [numberText(found), found.gradeText].filter(Boolean).join('. ') : '–'
  }
  const named = new Map([...b, ...a].map(({ name, label }) => [name, label]))
  const names = [...new Set([...a, ...b].map(({ name }) => name))]
  return names.map(name => ({ name: named.get(name)!, a: textIn(a, name), b: textIn(b, name) }))
}
