const root = process.argv[2] + '/'
import { mkdtemp } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
const { analyseLibrary } = await import(root + 'src/ensemble/analyse.ts')
const { stageExample } = await import(root + 'src/studies/example.ts')
const { readCurve } = await import(root + 'src/ensemble/formats/index.ts')
const { streamStructures } = await import(root + 'src/ensemble/structures/read.ts')
const { partialsOf } = await import(root + 'src/ensemble/saxs/partials.ts')
const { readOriginal } = await import(root + 'src/compressed.ts')
const { upTo } = await import(root + 'src/ensemble/curve/upTo.ts')
const incoming = await mkdtemp('/dev/shm/ex-')
const { folder, inspection } = await stageExample(incoming)
const record = inspection.record
let { curve } = readCurve(readFileSync(join(folder, record.curve.path), 'utf8'), 'c', { unit: record.curve.unit })
const qMax = Math.min(curve.q.at(-1), 0.5)
const library = []
for (const f of record.library) for await (const s of streamStructures(readOriginal(join(folder, f.path)).pipeThrough(new TextDecoderStream()), f.name)) library.push({ ...partialsOf(s, { qMax }), name: record.models[library.length].name })
curve = upTo(curve, qMax)
for (const options of JSON.parse(process.argv[3]!)) {
  const t = process.cpuUsage()
  const { result: r } = await analyseLibrary({ curve, library }, { seed: 1, select: false, ...options }, { report() {} })
  const c = process.cpuUsage(t)
  console.log(JSON.stringify(options), 'cpu', ((c.user + c.system) / 1e6).toFixed(1), 'conv', r.sampler.converged, r.sampler.draws, 'chi2', r.fit.chi2PerPoint.toFixed(3), 'p', r.fit.chi2P.toFixed(3), 'ev', r.evidence?.log.toFixed(2), 'hyd', r.hydration?.c1.toFixed(3), r.hydration?.contrast.toFixed(4), 'bg', r.background?.share, 'f', r.errorScale?.scale.q50, 'n', r.prior?.members?.mean, 'neff', r.effectiveModels?.mean)
  const truth = record.truth?.weights ?? record.truth
  for (const m of r.models) if (truth[m.name] || m.weight.mean > 0.05) console.log('   ', m.name, m.weight.mean.toFixed(3), m.weight.q025.toFixed(3), m.weight.q975.toFixed(3), 'possible', JSON.stringify((m as any).possible ?? null), 'truth', truth[m.name] ?? 0)
}
