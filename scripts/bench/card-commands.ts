import { unhex } from '#protocols/bytes/hex'
import { encodeCommandApdu, type CommandApdu } from '#protocols/iso7816/apdu'
import { appendRecord, getChallenge, getData, readRecord, select } from '#protocols/iso7816/commands/index'
import { hcApplication } from '#protocols/nhi-card/application'
import { hcFiles } from '#protocols/nhi-card/contents'
import { CardDesk } from '#simulator/cards/card-desk.fixture'
import { cpuUs, now } from './samples.ts'
import type { Entrant } from './turns.ts'

/** One sample is the mean of so many, because the system tells whole microseconds. */
const BATCH = 500
const ANSWERED = 0x90

const order = hcFiles.orders.encode({
  treatmentDateTime: '2026-01-15T09:30:00', orderType: '2', treatmentItemCode: 'A000000100', treatmentPosition: '',
  usage: 'TID', days: 3, totalQuantity: '00009.0', deliveryNotes: '01',
})
const { sfi } = hcFiles.orders
const reading = (le: number) => readRecord.encode({ sfi, record: 1, toTheLast: true, le })

/** Processor time in µs that a card takes for one APDU; what the host does is not counted. */
function entrant(name: string, desk: CardDesk, capdus: () => readonly Uint8Array[]): Entrant {
  return {
    name,
    turn: () => {
      const commands = capdus()
      let answered = 0
      const before = cpuUs()
      for (const capdu of commands) answered += desk.hc.transmit(capdu)?.at(-2) === ANSWERED ? 1 : 0
      const us = (cpuUs() - before) / commands.length
      if (answered !== commands.length) throw new Error(`${name}: ${commands.length - answered} were not answered`)
      return [us]
    },
  }
}

const repeated = (capdu: Uint8Array) => Array.from({ length: BATCH }, () => capdu)

function plain(name: string, desk: CardDesk, command: CommandApdu): Entrant {
  return entrant(`plain: ${name}`, desk, () => repeated(encodeCommandApdu(command)))
}

function secured(name: string, desk: CardDesk, command: CommandApdu): Entrant {
  const wrapped = () => encodeCommandApdu(desk.wrapped(command))
  return entrant(`secured: ${name}`, desk, () => Array.from({ length: BATCH }, wrapped))
}

/** A health card in process, asked for this and that. */
export async function cardCommands(): Promise<readonly Entrant[]> {
  const [inPlain, inSession] = [new CardDesk(), new CardDesk()]
  inPlain.plain(inPlain.hc, select.encode({ aid: unhex(hcApplication.aid) }))
  await inSession.authenticateAll()
  return [
    plain('GET DATA, 57 bytes', inPlain, getData.encode({ tag: 0x1100, data: unhex('0000') })),
    plain('SELECT', inPlain, select.encode({ aid: unhex(hcApplication.aid) })),
    plain('GET CHALLENGE, 8 bytes', inPlain, getChallenge.encode({ le: 8 })),
    secured('GET CHALLENGE, 8 bytes', inSession, getChallenge.encode({ le: 8 })),
    secured('READ RECORD, 61 bytes', inSession, reading(61)),
    secured('READ RECORD, 183 bytes', inSession, reading(223)),
    secured('APPEND RECORD, an order with its copy', inSession, appendRecord.encode({ sfi, data: order })),
  ]
}

/** A host and three cards in process: authentications, and every file of the health card. In ms. */
export function threeCardRead(): Entrant {
  return {
    name: 'three-card read: authentications and all files',
    turn: async () => {
      const desk = new CardDesk()
      const before = now()
      await desk.authenticateAll()
      for (const name of Object.keys(hcFiles) as (keyof typeof hcFiles)[]) desk.read(name)
      return [now() - before]
    },
  }
}
