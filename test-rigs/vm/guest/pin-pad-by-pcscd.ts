import { equal } from 'node:assert/strict'
import { openPcscLink } from '#drivers/pcsc/pcsc-link'
import { hex, unhex } from '#protocols/bytes/hex'
import type { PinChange } from '#protocols/ccid/pin-entry'
import { pinBlockEntry } from '#protocols/iso7816/pin-block'
import { TransferError, type Exchange, type LinkEvent, type ReaderLink } from '#protocols/port/reader-link'
import type { ReaderModelName } from '#simulator/readers/reader-models'
import type { Check, CheckGroup } from './check-group.ts'
import type { Desk } from './desk.ts'
import { PcscService } from './pcsc-service.ts'
import { realClock, realEntropy } from './real-time.ts'
import type { TwinRequest } from './twin-request.ts'
import { Twin } from './twin.ts'
import { until } from './until.ts'

/** A card whose PIN is 1234, selected, asked for its tries, and given a PIN in a block of ISO 9564-1 format 2. */
const SELECT: Exchange = {
  step: 'SELECT', capdu: unhex('00A4040010D1580000010000000000000000001100'), mayBeRefused: false,
}
const TRIES: Exchange = { step: 'TRIES', capdu: unhex('00200081'), mayBeRefused: true }
const VERIFY: Exchange = {
  step: 'VERIFY', capdu: unhex('002000810820ffffffffffffff'), mayBeRefused: true,
  pinEntry: pinBlockEntry({ min: 4, max: 12, timeoutS: 30 }),
}
const blocks = '20ffffffffffffff'
const change = (step: string, capdu: string, wish: PinChange): Exchange => ({
  step, capdu: unhex(capdu), mayBeRefused: true,
  pinEntry: { ...pinBlockEntry({ min: 4, max: 6, timeoutS: 30 }), change: wish },
})
const CHANGE = change('CHANGE', `0024008110${blocks}${blocks}`, { oldAt: 0, newAt: 8, confirm: true })
/** Of the new PIN alone, which the card wants verified before: two entries. */
const REPLACE = change('REPLACE', `0024018108${blocks}`, { newAt: 0, confirm: true })
/** In s: nobody comes. */
const SHORT_S = 4
const IN_VAIN: Exchange = { ...VERIFY, pinEntry: pinBlockEntry({ min: 4, max: 12, timeoutS: SHORT_S }) }

/** In ms: this machine is slow, and a program takes seconds to start. */
const DELAYS = { helloDeadline: 60_000, pongDeadline: 60_000 }
const DEADLINE_MS = 60_000

/** Our PC/SC link with its own child process, and the card it told of last. */
class PcscDesk {
  readonly #events: LinkEvent[] = []
  readonly #link: ReaderLink

  constructor() {
    this.#link = openPcscLink({
      childEntry: '/app/pcsc-child.mjs', clock: realClock, entropy: realEntropy, delays: DELAYS, deadlineMs: DEADLINE_MS,
    })
    this.#link.start((event) => this.#events.push(event))
  }

  get #card(): Extract<LinkEvent, { type: 'cardInserted' }> | undefined {
    const news = this.#events.findLast(({ type }) => type === 'cardInserted' || type === 'cardRemoved')
    return news?.type === 'cardInserted' ? news : undefined
  }

  async card(): Promise<void> {
    await until('our link tells of the card', () => this.#card !== undefined)
  }

  async noCard(): Promise<void> {
    await until('our link tells that the card is gone', () => this.#card === undefined)
  }

  /** The answers in hex, or why there are none. */
  async transfer(...exchanges: readonly Exchange[]): Promise<string> {
    const { name = '', presence = 0 } = this.#card ?? {}
    try {
      const answers = await this.#link.transfer({ name, presence, exchanges, repeatable: false })
      return answers.map(hex).join(' ')
    } catch (error) {
      return error instanceof TransferError ? `${error.step} ${error.failure}` : String(error)
    }
  }

  close(): Promise<void> {
    return this.#link.close()
  }
}

/** What somebody does whenever the reader asks for a PIN: one thing, or several one after the other. */
type Deed = Extract<TwinRequest, { do: 'enterPin' | 'cancelPin' | 'remove' }>
type Person = Deed | readonly Deed[] | undefined

interface AtReader {
  readonly pcsc: PcscDesk
  readonly twin: Twin
  readonly willDo: (person: Person) => void
}

const enters = (...entries: readonly string[]): Person => entries.map((digits) => ({ do: 'enterPin', digits }))
const RIGHT = enters('1234'), WRONG = enters('4321')

/** A pcscd and a link of ours on it, a reader, and a card in it whose PIN is 1234. */
function atReader(model: ReaderModelName, work: (at: AtReader) => Promise<void>): Check {
  return async () => {
    let person: Person
    const twin = await Twin.make({ kind: 'ccid', model }, ({ type }) => {
      if (type !== 'asks' || person === undefined) return
      for (const deed of [person].flat()) void twin.tell(deed)
    })
    await twin.tell({ do: 'insert', card: 'pin' })
    try {
      await PcscService.during(async () => {
        const pcsc = new PcscDesk()
        try {
          await twin.plug()
          await pcsc.card()
          await work({ pcsc, twin, willDo: (next) => (person = next) })
        } finally {
          await pcsc.close()
        }
      })
    } finally {
      await twin.unplug()
    }
  }
}

/** @param desk QEMU’s reader is unplugged, so that ours is the only one */
export async function pinPadByPcscd(desk: Desk): Promise<CheckGroup<'pinPadByPcscd'>> {
  await desk.ask('unplug')
  return {
    checks: {
      'our PC/SC link has a PIN entered at the keys of a reader, by pcscd and libccid, and the card takes it':
        atReader('pin-pad', async ({ pcsc, willDo }) => {
          willDo(RIGHT)
          equal(await pcsc.transfer(SELECT, TRIES, VERIFY, TRIES), '9000 63c3 9000 9000')
        }),
      'a PIN that is wrong at a reader behind pcscd costs one try': atReader('pin-pad', async ({ pcsc, willDo }) => {
        willDo(WRONG)
        equal(await pcsc.transfer(SELECT, VERIFY, TRIES), '9000 63c2 63c2')
        willDo(RIGHT)
        equal(await pcsc.transfer(VERIFY), '9000')
      }),
      'a PIN that is cancelled at a reader behind pcscd is told by name, and the card hears nothing':
        atReader('pin-pad', async ({ pcsc, willDo }) => {
          willDo({ do: 'cancelPin' })
          equal(await pcsc.transfer(SELECT, VERIFY), 'VERIFY pinCancelled')
          willDo(RIGHT)
          equal(await pcsc.transfer(TRIES, VERIFY), '63c3 9000')
        }),
      'a PIN that is not entered in time at a reader behind pcscd is told by name, and the card hears nothing':
        atReader('pin-pad', async ({ pcsc, willDo }) => {
          equal(await pcsc.transfer(SELECT, IN_VAIN), 'VERIFY pinTimeout')
          willDo(RIGHT)
          equal(await pcsc.transfer(TRIES, VERIFY), '63c3 9000')
        }),
      'a card that is pulled from a reader behind pcscd while its PIN is asked for is told as removed':
        atReader('pin-pad', async ({ pcsc, twin, willDo }) => {
          willDo({ do: 'remove' })
          equal(await pcsc.transfer(SELECT, VERIFY), 'VERIFY cardRemoved')
          await pcsc.noCard()
          await twin.tell({ do: 'insert', card: 'pin' })
          await pcsc.card()
          willDo(RIGHT)
          equal(await pcsc.transfer(SELECT, VERIFY), '9000 9000')
        }),
      'a PIN is changed at the keys of a reader behind pcscd, and the card knows the new one alone':
        atReader('pin-pad', async ({ pcsc, willDo }) => {
          willDo(enters('4321', '246810', '246810'))
          equal(await pcsc.transfer(SELECT, CHANGE), '9000 63c2')
          willDo(enters('1234', '246810', '246810'))
          equal(await pcsc.transfer(CHANGE), '9000')
          willDo(RIGHT)
          equal(await pcsc.transfer(VERIFY), '63c2')
          willDo(enters('246810'))
          equal(await pcsc.transfer(VERIFY), '9000')
        }),
      'two new PINs that differ at a reader behind pcscd are told by name, and the card hears nothing':
        atReader('pin-pad', async ({ pcsc, willDo }) => {
          willDo(enters('1234', '246810', '246811'))
          equal(await pcsc.transfer(SELECT, CHANGE), '9000 6402')
          willDo([{ do: 'enterPin', digits: '1234' }, { do: 'cancelPin' }])
          equal(await pcsc.transfer(CHANGE), 'CHANGE pinCancelled')
          willDo(RIGHT)
          equal(await pcsc.transfer(TRIES, VERIFY), '63c3 9000')
        }),
      'a new PIN is entered twice at a reader behind pcscd, without an old one':
        atReader('pin-pad', async ({ pcsc, willDo }) => {
          willDo(RIGHT)
          equal(await pcsc.transfer(SELECT, VERIFY), '9000 9000')
          willDo(enters('2468', '2468'))
          equal(await pcsc.transfer(REPLACE), '9000')
          equal(await pcsc.transfer(SELECT, TRIES), '9000 63c3')
          willDo(enters('2468'))
          equal(await pcsc.transfer(VERIFY), '9000')
        }),
      'a reader without keys behind pcscd is told as one': atReader('tpdu', async ({ pcsc }) => {
        equal(await pcsc.transfer(SELECT, VERIFY), 'VERIFY pinPadAbsent')
        equal(await pcsc.transfer(TRIES), '63c3')
      }),
    },
    close: () => desk.ask('plug'),
  }
}
