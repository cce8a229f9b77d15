/**
 * A hundred people without an account at once:  bun test/bench/guestCrowd.ts [GUESTS]
 *
 * Starts `bioce`, with workers, behind a proxy that is trusted, so that each guest has a network of their own. All do the same at
 * the same time: the first page, begin, upload a curve with five models, wait for the check, save, start the analysis. Who
 * is refused for now waits as the answer says and asks again. Prints how each step was answered and in which words it was
 * refused; then the memory and the CPU time of the web process, and how long it kept others waiting: a request for /healthz is
 * answered between two others, so its time is that of the longest work that the process does in one go. Linux only.
 * Goals: no answer of 500 and more, every refusal says why and what to do, under 400 MB, and everybody's analysis in the queue.
 */
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { cpuSecondsOf, familyOf } from '../support/processes.ts'
import { startServer } from '../support/server.ts'
import { sharedFolder } from '../support/skips.ts'

const guests = Number(process.argv[2] ?? 100)
const bytesMax = 400e6
const inputs = (name: string) => sharedFolder('saxs/inputs', name)
const curve = inputs('exp_test_10pts.dat')
const library = [1, 2, 3, 4, 5].map(k => inputs(`bioce${k}.pdb`))
const fileOf = (path: string) => new File([readFileSync(path)], basename(path))

const server = await startServer({ env: { BIOCE_TRUSTED_PROXIES: '127.0.0.1,::1' } })
const web = webProcess()
const answers = new Map<string, number>()
const refusals = new Map<string, number>()
const waits: number[] = []
let [isOver, bytes] = [false, 0]
try {
  const cpuBefore = cpuSecondsOf(web)
  const watched = watch()
  const ends = await Promise.all(Array.from({ length: guests }, (_, place) => visit(`10.0.${place}.7`)))
  isOver = true
  await watched
  const crowd = await fromOneAddress()
  report(ends, cpuSecondsOf(web) - cpuBefore, crowd)
} finally {
  isOver = true
  await server.stop()
}

function report(ends: string[], cpuSeconds: number, crowd: string): void {
  for (const [answer, times] of [...answers].toSorted()) console.log(`${answer}: ${times}`)
  for (const [words, times] of refusals) console.log(`refused ${times} times: ${words}`)
  console.log(`twelve from one address: ${crowd}`)
  const atQueue = ends.filter(end => /\/analyses\/\d+$/.test(end)).length
  for (const end of new Set(ends.filter(end => !/\/analyses\/\d+$/.test(end)))) console.log(`ended at ${end}`)
  waits.sort((a, b) => a - b)
  const wait = (part: number) => `${waits[Math.floor(part * (waits.length - 1))]!.toFixed(0)} ms`
  console.log(`${atQueue} of ${guests} analyses in the queue`)
  console.log(`web process: at most ${(bytes / 1e6).toFixed(0)} MB, ${cpuSeconds.toFixed(1)} s of CPU`)
  console.log(`others waited ${wait(0.5)} in the middle, ${wait(0.99)} of a hundred, ${wait(1)} at most`)
  const isBroken = [...answers.keys()].some(answer => / 5\d\d$/.test(answer))
  if (isBroken || atQueue < guests || bytes > bytesMax || refusals.has('')) process.exitCode = 1
}

/** What a guest does, each with a network address of their own; where they end up. */
async function visit(address: string): Promise<string> {
  const ask = browserAt(address)
  const begun = await ask('begin', '/guests', form(await ask('home', '/'), { start: 'upload' }))
  const files = form(begun, { name: 'Capsid', unit: '1/A' })
  for (const path of library) files.append('library', fileOf(path))
  files.set('curve', fileOf(curve))
  let page = await ask('upload', '/drafts', files)
  const draft = new URL(page.url).pathname
  while (!page.text.includes('id="keep"') && page.url.includes('/drafts/')) {
    await Bun.sleep(1000)
    page = await ask('check', draft)
  }
  if (!page.text.includes('id="keep"')) return `${page.status} ${page.url}`
  const study = await ask(
    'save',
    `${draft}/acceptance`,
    form(page, { name: 'Capsid', unit: '1/A', andAnalyse: 'on' }),
  )
  const submitted = form(study, { name: 'First', cut: '0.01' })
  const started = await ask('start', new URL(study.url).pathname.replace(/\/new$/, ''), submitted)
  return started.status < 400 ? started.url : `${started.status} ${wordsOf(started.text)}`
}

interface Page {
  status: number
  url: string
  text: string
}

/** Keeps cookies, follows where it is sent, and, being patient, asks again when it is told to wait. */
function browserAt(address: string, isPatient = true) {
  const cookies = new Map<string, string>()
  return async function ask(step: string, path: string, body?: FormData): Promise<Page> {
    let [url, sent] = [new URL(path, server.origin), body]
    for (;;) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      const headers = { 'x-forwarded-for': address, cookie, origin: server.origin, accept: 'text/html' }
      const answer = await fetch(url, {
        method: sent ? 'POST' : 'GET',
        body: sent,
        headers,
        redirect: 'manual',
      })
      for (const set of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
        cookies.set(name, value)
      }
      count(answers, `${step} ${answer.status}`)
      const text = await answer.text()
      const retry = Number(answer.headers.get('retry-after'))
      if (answer.status >= 400) count(refusals, wordsOf(text))
      if (retry > 0 && isPatient) await Bun.sleep(1000 * retry)
      else if (answer.status !== 303) return { status: answer.status, url: url.href, text }
      else [url, sent] = [new URL(answer.headers.get('location')!, url), undefined]
    }
  }
}

/** The form of a page with its hidden fields, filled in. */
function form({ text }: Page, fields: Record<string, string>): FormData {
  const data = new FormData()
  for (const [input] of text.matchAll(/<input type="hidden"[^>]*>/g)) {
    const [, name] = / name="([^"]*)"/.exec(input) ?? []
    const [, value = ''] = / value="([^"]*)"/.exec(input) ?? []
    if (name && !data.has(name)) data.set(name, value)
  }
  for (const [name, value] of Object.entries(fields)) data.set(name, value)
  return data
}

/** What a page of a refusal says: of a form what is wrong, else its beginning. */
function wordsOf(html: string): string {
  const [, words = ''] =
    /class="error-summary[^>]*>([\s\S]*?)<\/div>/.exec(html) ?? /<main[^>]*>([\s\S]*)/.exec(html) ?? []
  return words
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 240)
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

/** More than may begin from one network address in an hour. */
async function fromOneAddress(): Promise<string> {
  const ended = new Map<string, number>()
  for (let k = 0; k < 12; k++) {
    const ask = browserAt('192.0.2.9', false)
    const { status, text } = await ask('begin', '/guests', form(await ask('home', '/'), { start: 'upload' }))
    count(ended, status < 400 ? `${status}` : `${status} ${wordsOf(text)}`)
  }
  return [...ended].map(([end, times]) => `${times} x ${end}`).join(', ')
}

async function watch(): Promise<void> {
  while (!isOver) {
    const startedAt = performance.now()
    await (await fetch(`${server.origin}/healthz`)).arrayBuffer()
    waits.push(performance.now() - startedAt)
    const [, kilobytes = '0'] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${web}/status`, 'utf8')) ?? []
    bytes = Math.max(bytes, 1024 * Number(kilobytes))
    await Bun.sleep(50)
  }
}

/** Of the processes of the server the one that answers requests. */
function webProcess(): number {
  const isWeb = (pid: number) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes('web')
  return familyOf(server.process.pid).find(isWeb) ?? server.process.pid
}
