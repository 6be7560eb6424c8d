// The program of the guest: runs every check and says one line about each.
import { setTimeout as pause } from 'node:timers/promises'
import type { CheckGroup } from './guest/check-group.ts'
import { Desk } from './guest/desk.ts'
import { endTwins } from './guest/twin.ts'
import { LAST_LINE, sentences, type GroupName, type Sentence } from './sentences.ts'

/** Nothing here takes longer than some seconds, on a busy machine some more; what does will not end. */
const LIMIT_MS = 150_000

const desk = new Desk()

const groups: { readonly [Name in GroupName]: () => Promise<CheckGroup<Name>> } = {
  qemuReader: async () => (await import('./guest/qemu-reader.ts')).qemuReader(desk),
  qemuReaderByPcscd: async () => (await import('./guest/qemu-reader-by-pcscd.ts')).qemuReaderByPcscd(desk),
  usbHost: async () => (await import('./guest/usb-host.ts')).usbHost(),
  usbipReaders: async () => (await import('./guest/usbip-readers.ts')).usbipReaders(),
  usbipReadersByPcscd: async () => (await import('./guest/usbip-readers-by-pcscd.ts')).usbipReadersByPcscd(desk),
  pinPadByPcscd: async () => (await import('./guest/pin-pad-by-pcscd.ts')).pinPadByPcscd(desk),
  cdcAcm: async () => (await import('./guest/cdc-acm.ts')).cdcAcm(),
  phoenix: async () => (await import('./guest/phoenix.ts')).phoenix(),
  uhid: async () => (await import('./guest/uhid.ts')).uhid(),
}

async function runGroup<Name extends GroupName>(name: Name): Promise<void> {
  const opened = groups[name]()
  for (const sentence of sentences[name] as readonly Sentence<Name>[]) {
    await report(sentence, async () => (await opened).checks[sentence]())
  }
  await opened.then((group) => group.close(), () => {})
}

/** What nobody catches is the fault of the check under way, and the next one goes on. */
function crash(): Promise<never> {
  return new Promise((_, reject) => {
    process.removeAllListeners('uncaughtException').on('uncaughtException', reject)
  })
}

/**
 * A check that fails has a second try: the guest is emulated on a machine that others use, and services that are not ours
 * take their time there. Both tries stand on the console.
 */
async function report(sentence: string, check: () => Promise<void>): Promise<void> {
  const failure = await attempt(sentence, check) === undefined ? undefined : await attempt(sentence, check)
  await desk.say(failure === undefined ? `ok ${sentence}` : `not ok ${sentence}: ${String(failure)}`)
}

async function attempt(sentence: string, check: () => Promise<void>): Promise<unknown> {
  const begun = performance.now()
  const late = pause(LIMIT_MS, undefined, { ref: false }).then(() => Promise.reject(new Error('did not end')))
  const failure = await Promise.race([check(), late, crash()]).then(() => undefined, (error: unknown) => error)
  console.error(`${((performance.now() - begun) / 1000).toFixed(2)} s: ${sentence}`, failure ?? '')
  return failure
}

// some groups alone, for whoever works on them; to the host the others are missing
const only = process.env['NHICARDD_VM_ONLY'] || undefined
for (const name of Object.keys(sentences) as GroupName[]) {
  if (only === undefined || only.split(',').includes(name)) await runGroup(name)
}
await endTwins()
await desk.say(LAST_LINE)
process.exit()
