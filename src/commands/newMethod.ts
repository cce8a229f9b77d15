import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { textOfSchema } from '#src/analyses/methodSchemas.ts'
import { StartError } from '../errors.ts'

interface Template {
  program: string
  file: string
  text: string
}

const python = `import csv
import json

task = json.load(open("params.json"))
scale = task["parameters"]["scale"]
with open("input/" + task["inputs"]["table"][0]["path"]) as file:
    values = [scale * float(row["value"]) for row in csv.DictReader(file)]
print(json.dumps({"stage": "mean", "done": 1, "total": 1, "message": "Adding up"}), flush=True)
with open("output/values.csv", "w") as file:
    file.write("place,value\\n" + "".join(f"{i + 1},{value}\\n" for i, value in enumerate(values)))
print(json.dumps({"summary": {"mean": sum(values) / len(values)}}))
`

const r = `# Needs the package jsonlite.
task <- jsonlite::fromJSON("params.json", simplifyVector = FALSE)
table <- read.csv(file.path("input", task$inputs$table[[1]]$path))
values <- task$parameters$scale * table$value
cat('{"stage": "mean", "done": 1, "total": 1, "message": "Adding up"}\\n')
write.csv(data.frame(place = seq_along(values), value = values), "output/values.csv", row.names = FALSE)
cat(sprintf('{"summary": {"mean": %.10g}}\\n', mean(values)))
`

const julia = `# Needs the package JSON.
import JSON

task = JSON.parsefile("params.json")
scale = task["parameters"]["scale"]
lines = readlines("input/" * task["inputs"]["table"][1]["path"])[2:end]
values = [scale * parse(Float64, line) for line in lines if !isempty(strip(line))]
println("""{"stage": "mean", "done": 1, "total": 1, "message": "Adding up"}""")
open("output/values.csv", "w") do file
    println(file, "place,value")
    foreach(((i, value),) -> println(file, i, ",", value), enumerate(values))
end
println(JSON.json(Dict("summary" => Dict("mean" => sum(values) / length(values)))))
`

const shell = `#!/bin/sh
scale=$(sed -n 's/.*"scale": *\\([0-9.eE+-]*\\).*/\\1/p' params.json)
echo '{"stage": "mean", "done": 1, "total": 1, "message": "Adding up"}'
awk -F, -v scale="$scale" 'NR == 1 { print "place,value" } NR > 1 && NF { print NR - 1 "," scale * $1 }' \\
  input/table.csv > output/values.csv
awk -F, 'NR > 1 { sum += $2 } END { printf "{\\"summary\\": {\\"mean\\": %.10g}}\\n", sum / (NR - 1) }' output/values.csv
`

export const languages = {
  python: { program: 'python3', file: 'method.py', text: python },
  r: { program: 'Rscript', file: 'method.R', text: r },
  julia: { program: 'julia', file: 'method.jl', text: julia },
  shell: { program: 'sh', file: 'method.sh', text: shell },
} satisfies Record<string, Template>

export type Language = keyof typeof languages

const manifestOf = (name: string, { program, file }: Template) => ({
  name,
  title: `${name[0]!.toUpperCase()}${name.slice(1).replaceAll('-', ' ')}`,
  description: 'Says what it does in a sentence.',
  version: '0.1',
  command: [program, `{here}/${file}`],
  inputs: [
    { name: 'table', label: 'Table', help: 'With the column value.', kinds: ['.csv'], megabytesMax: 10 },
  ],
  parameters: {
    properties: { scale: { type: 'number', title: 'Scale', description: 'Of all values.', default: 1 } },
  },
  numbers: [{ name: 'mean', label: 'Mean', digits: 4 }],
  results: [
    {
      file: 'values.csv',
      title: 'Values',
      show: 'chart',
      chart: { kind: 'bar', x: 'place', y: ['value'] },
    },
  ],
  example: { inputs: { table: ['example.csv'] } },
})

/** An editor completes and checks the manifest by it. */
const schemaFile = 'manifest.schema.json'

/** Writes a method that works into a new folder of its name, here or elsewhere, and answers with the folder. @throws StartError */
export async function makeMethod(name: string, language: Language, under = '.'): Promise<string> {
  if (!/^[a-z][a-z0-9-]{0,39}$/.test(name))
    throw new StartError(
      `"${name}" is no name of a method. Use small letters, digits and -, with a letter first.`,
    )
  const folder = resolve(under, name)
  if (existsSync(folder)) throw new StartError(`${folder} is there already.`)
  const template = languages[language]
  await mkdir(folder)
  const manifest = { $schema: `./${schemaFile}`, ...manifestOf(name, template) }
  await Bun.write(join(folder, 'method.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  await Bun.write(join(folder, schemaFile), textOfSchema('manifest'))
  await Bun.write(join(folder, template.file), template.text)
  await Bun.write(join(folder, 'example.csv'), 'value\n1.5\n2.5\n4\n')
  return folder
}
