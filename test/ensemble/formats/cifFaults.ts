/** Holds a CIF file against what dictionaries say of its categories: see dictionaries.ts. */

interface Item {
  type: string
  isMandatory: boolean
  parent?: string
  values?: string[]
}

interface Category {
  key: string[]
  items: Map<string, Item>
}

function readDictionary(text: string): Map<string, Category> {
  const categories = new Map<string, Category>()
  for (const line of text.split('\n').filter(Boolean)) {
    const [, category, key] = /^(\w+): (.+)$/.exec(line) ?? []
    if (category) categories.set(category, { key: key!.split(' '), items: new Map() })
    const [, name, type, star, parent, values] =
      /^ {2}(\S+) (\w+)(\*?)(?: -> (\S+))?(?: = (.+))?$/.exec(line) ?? []
    const last = [...categories.values()].at(-1)
    if (name)
      last!.items.set(name, { type: type!, isMandatory: star === '*', parent, values: values?.split(' | ') })
    if (!category && !name) throw new Error(`Not a line of a dictionary: ${line}`)
  }
  return categories
}

/** The types as mmcif_pdbx.dic and mmcif_sas.dic both allow them. */
const types: Record<string, RegExp> = {
  int: /^-?\d+$/,
  float: /^-?(\d+|\d*\.\d+)(\(\d+\))?([eE][+-]?\d+)?$/,
  code: /^[\][_,.;:"&<>()/\\{}'`~!@#$%A-Za-z0-9*|+-]*$/,
  line: /^[\][ \t_(),.;:"&<>/\\{}'`~!@#$%?+=*A-Za-z0-9|^-]*$/,
  text: /^[\][ \n\t()_,.;:"&<>/\\{}'`~!@#$%?+=*A-Za-z0-9|^-]*$/,
  date: /^\d?\d?\d\d-\d?\d-\d\d$/,
}

type Rows = Map<string, string[]>

/** The columns of each category of each block. Of what our files do not hold, texts of several lines, it knows nothing. */
function readCif(text: string): Map<string, Rows>[] {
  const blocks: Map<string, Rows>[] = []
  let [names, isLoop, isOpen]: [string[], boolean, boolean] = [[], false, false]
  const columnOf = (tag: string) => {
    const [category, name] = [tag.slice(1, tag.indexOf('.')), tag.slice(tag.indexOf('.') + 1)]
    const rows = blocks.at(-1)!.get(category) ?? new Map<string, string[]>()
    blocks.at(-1)!.set(category, rows)
    if (!rows.has(name)) rows.set(name, [])
    return rows.get(name)!
  }
  for (const line of text.split('\n')) {
    const words = [...line.matchAll(/'((?:[^']|'(?=\S))*)'(?!\S)|"((?:[^"]|"(?=\S))*)"(?!\S)|#.*|\S+/g)]
      .filter(([word]) => !word.startsWith('#'))
      .map(([word, single, double]) => single ?? double ?? word)
    if (words.length === 0) continue
    if (words[0]!.startsWith('data_')) blocks.push(new Map())
    else if (words[0] === 'loop_') [names, isLoop, isOpen] = [[], true, true]
    else if (isOpen && words[0]!.startsWith('_') && words.length === 1) {
      names.push(words[0]!)
      columnOf(words[0]!)
    } else if (words[0]!.startsWith('_')) {
      ;[isLoop, isOpen] = [false, false]
      columnOf(words[0]!).push(words[1]!)
    } else if (isLoop && words.length === names.length) {
      isOpen = false
      for (const [i, name] of names.entries()) columnOf(name).push(words[i]!)
    } else throw new Error(`Not a row of ${names.length} values: ${line}`)
  }
  return blocks
}

const isNothing = (value: string) => value === '.' || value === '?'

/** What is wrong in a file, each once: nothing where it keeps to the dictionaries. */
export function cifFaults(file: string, ...dictionaries: string[]): string[] {
  const known = readDictionary(dictionaries.join('\n'))
  const faults = readCif(file).flatMap(block =>
    [...block].flatMap(([name, rows]) => {
      const category = known.get(name)
      return category ? faultsOfCategory(name, category, rows, block) : [`${name} is no category`]
    }),
  )
  return [...new Set(faults)]
}

function faultsOfCategory(name: string, category: Category, rows: Rows, block: Map<string, Rows>): string[] {
  const { key, items } = category
  const missing = [...items].filter(([item, { isMandatory }]) => isMandatory && !rows.has(item))
  const keys = rows.get(key[0]!)?.map((_, i) => key.map(item => rows.get(item)?.[i]).join(' '))
  return [
    ...missing.map(([item]) => `${name}.${item} is missing`),
    ...(keys && new Set(keys).size < keys.length ? [`${name} has a key twice`] : []),
    ...[...rows].flatMap(([item, values]) => {
      const known = items.get(item)
      return known ? faultsOfItem(`${name}.${item}`, known, values, block) : [`${name}.${item} is no item`]
    }),
  ]
}

function faultsOfItem(name: string, item: Item, values: string[], block: Map<string, Rows>): string[] {
  const { type, isMandatory, parent, values: allowed } = item
  const [category, column] = parent?.split('.') ?? []
  const parents = new Set(block.get(category ?? '')?.get(column ?? ''))
  return values.flatMap(value => {
    if (isMandatory && value === '?') return [`${name} is mandatory and unknown`]
    if (isNothing(value)) return []
    if (!types[type]!.test(value)) return [`${name} is no ${type}: ${value}`]
    if (allowed && !allowed.includes(value)) return [`${name} cannot be ${value}`]
    return parent && !parents.has(value) ? [`${name} ${value} is not in ${parent}`] : []
  })
}
