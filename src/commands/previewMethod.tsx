import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { MethodField } from '#src/analyses/manifest/fields.ts'
import { textsOfFields } from '#src/analyses/manifest/fieldTexts.ts'
import type { FieldValue } from '#src/analyses/manifest/fieldValues.ts'
import type { Manifest } from '#src/analyses/manifest/manifest.ts'
import type { methodOutcome } from '#src/analyses/methodOutcome.ts'
import { describeAnalysis } from '#src/method/parameters.ts'
import { findAsset } from '#src/plugins/assets.ts'
import { MethodFormPage } from '#views/analyses/methodForm.tsx'
import { MethodResultPage } from '#views/analyses/methodResult.tsx'
import { paths } from '#views/paths.ts'
import { UploadInputsPage } from '#views/studies/uploadInputs.tsx'

interface Tried {
  manifest: Manifest
  /** With the files of the example to choose from. */
  fields: MethodField[]
  parameters: Record<string, FieldValue>
  outcome: Awaited<ReturnType<typeof methodOutcome>>
  /** Where the example left its results. */
  output: string
}

const study = { id: 0, name: 'Example' }
const limits = { studies: { used: 0, limit: 1 }, requestBytesMax: 1e9 }

/**
 * Writes the pages of a method, the result with what its example gave, as files that a browser opens without a server: the
 * form of its upload, that of its parameters, and the result.
 * @returns their paths
 */
export async function writePreview(
  { manifest, fields, parameters, outcome, output }: Tried,
  folder: string,
): Promise<string[]> {
  const frame = { path: '/', viewer: null, csrf: '', now: new Date() }
  const blank = { values: { name: study.name }, errors: {} }
  const values = { ...blank.values, ...textsOfFields(fields, parameters) }
  const analysis = {
    ...{ id: 0, name: 'Example', finishedAt: frame.now },
    parameters: describeAnalysis({ method: manifest.name, parameters }, manifest),
  }
  const pages = {
    ...(manifest.inputs && {
      'upload.html': (
        <UploadInputsPage
          frame={frame}
          form={blank}
          limits={limits}
          method={{ ...manifest, inputs: manifest.inputs }}
        />
      ),
    }),
    'form.html': (
      <MethodFormPage
        frame={frame}
        form={{ ...blank, values }}
        study={study}
        method={{ ...manifest, fields }}
      />
    ),
    'result.html': (
      <MethodResultPage frame={frame} study={study} analysis={analysis} method={manifest} {...outcome} />
    ),
  }
  await mkdir(folder, { recursive: true })
  const written: string[] = []
  for (const [name, page] of Object.entries(pages)) {
    const path = join(folder, name)
    await Bun.write(path, await alone(String(await page), output))
    written.push(path)
  }
  return written
}

/** A page without what it asks a server for: styles and images are in it, forms and links lead nowhere. */
async function alone(page: string, output: string): Promise<string> {
  const image = paths.analysisImage(study.id, '')
  return await new HTMLRewriter()
    .on('link, script', {
      element(element) {
        const name = element.getAttribute('href')?.replace(paths.asset(''), '')
        const css = element.getAttribute('rel') === 'stylesheet' && name ? styleOf(name) : undefined
        const print = element.getAttribute('media') === 'print' ? ' media="print"' : ''
        if (!css) element.remove()
        else element.replace(`<style${print}>${css}</style>`, { html: true })
      },
    })
    .on('form', { element: form => void form.setAttribute('method', 'dialog') })
    .on('a[href^="/"]', { element: link => void link.removeAttribute('href') })
    .on('img', {
      async element(element) {
        const source = element.getAttribute('src') ?? ''
        if (!source.startsWith(image)) return
        const name = decodeURIComponent(source.slice(image.length))
        const file = Bun.file(join(output, name))
        const bytes = Buffer.from(await file.arrayBuffer())
        element.setAttribute('src', `data:${file.type};base64,${bytes.toString('base64')}`)
      },
    })
    .transform(new Response(page))
    .text()
}

/** A style sheet with those that it imports. */
function styleOf(name: string): string {
  const text = new TextDecoder().decode(findAsset(name)?.bytes)
  return text.replace(importRule, (_, other: string, layer: string) => `@layer ${layer} {${styleOf(other)}}`)
}

const importRule = /@import url\('([^']+)'\) layer\((\w+)\);/g
