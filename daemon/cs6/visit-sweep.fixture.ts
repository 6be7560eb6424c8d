import { expect } from 'vitest'
import { unhex } from '#protocols/bytes/hex'
import { isoFromRocDateTime } from '#protocols/bytes/roc-date-time'
import { hcFiles, type HcFileName, type RecordIn } from '#protocols/nhi-card/contents'
import type { CloudControl } from '#simulator/cloud/cloud-control'
import {
  HisProgram, nativeVisit, Program6, StoryClinic, timeOf, visitOf6, type Patient, type Reply, type Step,
} from './visit-story.fixture.ts'

const FOREVER = 1_000_000
/** A site that died is not asked again; a fault of a moment is over with the call it struck. */
interface Way {
  readonly dies: boolean
  /** @param nth message from now on */
  readonly strike: (control: CloudControl, nth: number) => void
}

/** What happens to the first site at some message. */
export const ways: Readonly<Record<string, Way>> = {
  'dies before it does what it is asked': {
    dies: true, strike: (control, nth) => control.plan({ fault: 'reset', site: 1, nth, times: FOREVER }),
  },
  'dies when it has done it': {
    dies: true,
    strike: (control, nth) => {
      control.plan({ fault: 'resetAfter', site: 1, nth })
      control.plan({ fault: 'reset', site: 1, nth: nth + 1, times: FOREVER })
    },
  },
  ...Object.fromEntries((['status500', 'reset', 'resetAfter', 'half', 'silence', 'silenceAfter'] as const).map((fault): [string, Way] => (
    [fault, { dies: false, strike: (control, nth) => control.plan({ fault, nth }) }]
  ))),
}

/** Turns of the event loop in which a connection that was ended is seen at its other end. */
const TURNS = 20
/** More often nothing is repeated: one site is well. */
const TRIES = 4

/** Time moves only while somebody waits for an answer in vain. */
async function settled<Value>({ cloud: { control }, door: { running: { clock } } }: StoryClinic, work: Promise<Value>): Promise<Value> {
  let isDone = false
  const over = work.finally(() => {
    isDone = true
  })
  over.catch(() => undefined)
  while (!isDone) {
    for (let turn = 0; turn < TURNS && !isDone; turn++) await new Promise((resolve) => setImmediate(resolve))
    if (control.unanswered > 0) clock.step()
  }
  return over
}

/** A file of the person's card at the centre. */
function recordsOf<Name extends HcFileName>(name: Name, hexOf: string): (RecordIn<Name> | null)[] {
  const { record: { length }, count, decode } = hcFiles[name]
  const bytes = unhex(hexOf)
  return Array.from({ length: count }, (_, at) => decode(bytes.subarray(at * length, (at + 1) * length)) as RecordIn<Name> | null)
}

/** What the centre knows of the visit in the end, whenever it was: undone ones and times left away. */
export function endOf(story: StoryClinic) {
  const { visits, cards } = story.atCentre()
  const standing = visits.filter(({ undone }) => !undone)
  const files = cards[standing[0]?.hcId ?? ''] ?? {}
  const now = standing[0]?.treatmentDateTime
  const inFile = recordsOf('visits', files['visits'] ?? '')
  const at = inFile.findIndex((visit) => visit?.treatmentDateTime === now)
  const { treatmentDateTime: _, ...visit } = inFile[at] ?? { treatmentDateTime: '' }
  const { validity, lastSequence, cumulativeData, cumulativeFee, insured } = files
  return {
    standing: standing.length, visit, diagnoses: recordsOf('visitDiagnoses', files['visitDiagnoses'] ?? '')[at],
    physician: recordsOf('visitPhysicians', files['visitPhysicians'] ?? '')[at], validity, lastSequence, cumulativeData, cumulativeFee,
    insured, orders: recordsOf('orders', files['orders'] ?? '').filter((order) => order?.treatmentDateTime === now).length,
  }
}

/** nhi-facts §3.2; the last two say that what was asked for stands already. */
const NO_LINK = 1700, ANSWER_LOST = 1702, NOTHING_TO_UPDATE = 1006, WRITTEN_ALREADY = 3209

/** A program of 6.0 that repeats and looks as docs/cs6.md says. */
class CarefulProgram {
  readonly #story: StoryClinic
  readonly #program: Program6

  constructor(story: StoryClinic) {
    this.#story = story
    this.#program = new Program6(story, story.proxy)
  }

  get told(): string {
    return isoFromRocDateTime(timeOf(this.#program.known))
  }

  async visit(): Promise<void> {
    for (const step of visitOf6) if (this.#program.isDone(step)) await this.#take(step)
  }

  async #take(step: Step): Promise<void> {
    const said: number[] = []
    for (let tries = 0; tries < TRIES; tries++) {
      const reply = await this.#ask(() => this.#program.take(step))
      const { statusCode } = reply ?? { statusCode: 0 }
      said.push(statusCode)
      if (statusCode === 0 || this.#stands(step, statusCode)) return
      expect([NO_LINK, ANSWER_LOST], JSON.stringify(reply)).toContain(statusCode)
      if (statusCode === ANSWER_LOST && 'remote' in step && await this.#stoodAlready(step.remote)) return
    }
    throw new Error(`${JSON.stringify(step)} never came through: ${said.join(', ')}`)
  }

  #stands(step: Step, statusCode: number): boolean {
    if (!('remote' in step)) return false
    return (step.remote === 'HcContent/Update' && statusCode === NOTHING_TO_UPDATE)
      || (step.remote === 'Treatment/WriteCodeFee' && statusCode === WRITTEN_ALREADY)
  }

  /** After an answer that was lost. @returns whether it need not be asked again */
  async #stoodAlready(remote: string): Promise<boolean> {
    if (remote === 'Prescription/Write') {
      const { outpatientPrescriptions: orders = [] } = await this.#sure(() => this.#program.remote('Prescription/Query')) as {
        readonly outpatientPrescriptions?: readonly { readonly treatmentDateTime: string }[]
      }
      return orders.some(({ treatmentDateTime }) => treatmentDateTime === timeOf(this.#program.known))
    }
    if (remote !== 'SequelNumber/Next') return false
    const { treatments = [] } = await this.#sure(() => this.#program.remote('Treatment/NoNeedHPC')) as {
      readonly treatments?: readonly { readonly treatDateTime: string, readonly costFee: string }[]
    }
    const [newest] = treatments
    // its signature is lost with the answer: it is undone, and the next one is told
    if (newest !== undefined && newest.costFee === '') {
      await this.#sure(() => this.#program.remote('SequelNumber/Rollback', { treatmentDateTime: newest.treatDateTime }))
    }
    return false
  }

  async #sure(ask: () => Promise<Reply>): Promise<Reply> {
    let reply = await this.#ask(ask)
    for (let tries = 1; tries < TRIES && [NO_LINK, ANSWER_LOST].includes(reply.statusCode); tries++) reply = await this.#ask(ask)
    expect([0, 3220], JSON.stringify(reply)).toContain(reply.statusCode)
    return reply
  }

  #ask<Value>(ask: () => Promise<Value>): Promise<Value> {
    return settled(this.#story, ask())
  }
}

/** A HIS of the native API that repeats what says that nothing happened. @returns the time of the number it was told */
async function nativeStory(story: StoryClinic): Promise<string> {
  const his = new HisProgram(story)
  for (const call of nativeVisit) {
    for (let tries = 0; ; tries++) {
      const result = await settled(story, his.make(call))
      if (result?.failed === undefined && (result?.['code'] ?? 0) === 0) break
      expect(result?.failed, `${call.method} ${JSON.stringify(result)}`).toBe('IDC_UNREACHABLE')
      if (tries === TRIES) throw new Error(`${call.method} never came through`)
    }
  }
  return String((his.known['visit.takeNumber']?.['visit'] as { readonly treatmentDateTime: string }).treatmentDateTime)
}

/** Who takes the visit. @returns the time of the number that was told, `YYYY-MM-DDTHH:mm:ss` */
export const takers: Readonly<Record<string, (story: StoryClinic) => Promise<string>>> = {
  'a program of 6.0 by the proxy': async (story) => {
    const program = new CarefulProgram(story)
    await program.visit()
    return program.told
  },
  'a HIS by the native API': nativeStory,
}

/** The whole visit with one fault, or with none. */
export async function visitWith(
  patient: Patient, take: (typeof takers)[string], strike: (control: CloudControl) => void = () => undefined,
) {
  const story = await StoryClinic.open(patient)
  try {
    const { control } = story.cloud
    const before = control.calls
    strike(control)
    const told = await take(story)
    const { visits } = story.atCentre()
    return {
      told, end: endOf(story), messages: control.calls - before, sites: story.sites,
      standing: visits.filter(({ undone }) => !undone).map(({ treatmentDateTime }) => treatmentDateTime),
    }
  } finally {
    await story.close()
  }
}
