import { unhex } from '#protocols/bytes/hex'
import { decodeCcidAnswer, decodeCcidCommand, encodeCcid } from '#protocols/ccid/messages'
import { encodeSerialFrame, nothingHeard, readSerial } from '#protocols/ccid/serial-framing'
import { decodeCommandApdu, type CommandApdu } from '#protocols/iso7816/apdu'
import { commandPipeline } from '#protocols/iso7816/pipeline'
import { t0Application } from '#protocols/iso7816/t0/application'
import { createT0Card } from '#protocols/iso7816/t0/card-engine'
import { createT0Host } from '#protocols/iso7816/t0/engine'
import { tpduOf } from '#protocols/iso7816/t0/tpdu'
import { encodeBlock, type Sequence } from '#protocols/iso7816/t1/block'
import { T1Card } from '#protocols/iso7816/t1/card'
import { T1Host } from '#protocols/iso7816/t1/host'
import { cpuUs } from './samples.ts'
import type { Entrant } from './turns.ts'

/** 20 bytes: five of header, 15 of data. */
const COMMAND = unhex(`00a404000f${'a5'.repeat(15)}`)
const DATA = new Uint8Array(248).fill(0x5a)
/** 250 bytes: data and status word. */
const ANSWER = Uint8Array.of(...DATA, 0x90, 0x00)
/** Both in one block of T=1 each: prologue and EDC are four bytes. */
const COMMAND_BLOCK = encodeBlock({ kind: 'I', ns: 0, more: false, inf: COMMAND }, 'lrc')
const ANSWER_BLOCK = encodeBlock({ kind: 'I', ns: 0, more: false, inf: ANSWER }, 'lrc')

/** One sample is the mean of so many, because the system tells whole microseconds. */
const BATCH = 50
const SAMPLES = 5

/** Processor time in µs, of one APDU each. */
function entrant(name: string, exchange: () => Uint8Array, length = ANSWER.length): Entrant {
  return {
    name,
    turn: () => Array.from({ length: SAMPLES }, () => {
      let bytes = 0
      const before = cpuUs()
      for (let time = 0; time < BATCH; time++) bytes += exchange().length
      const us = (cpuUs() - before) / BATCH
      if (bytes !== BATCH * length) throw new Error(`${name}: another answer than there is`)
      return us
    }),
  }
}

/**
 * A T=1 host with a card behind it.
 * @returns one exchange through both
 */
export function t1Pair(ifs: number, host = new T1Host({ edc: 'lrc', ifsc: ifs, ifsd: ifs })): () => Uint8Array {
  const card = new T1Card({ edc: 'lrc', ifsc: ifs })
  const answer = () => {
    for (let effects = card.drain(); effects.length > 0; effects = card.drain()) {
      for (const effect of effects) {
        if (effect.type === 'send') host.received(effect.bytes)
        if (effect.type === 'execute') card.answer(effect.exchange, ANSWER)
      }
    }
  }
  return () => {
    host.begin(COMMAND)
    for (let effects = host.drain(); effects.length > 0; effects = host.drain()) {
      for (const effect of effects) {
        if (effect.type === 'deliver') return effect.apdu
        if (effect.type === 'fail') throw new Error(effect.reason)
        if (effect.type !== 'send') continue
        card.received(effect.bytes)
        answer()
      }
    }
    throw new Error('T=1 stands still')
  }
}

/** What runs in our drivers: the host, with answers made before. */
function t1HostAlone(): () => Uint8Array {
  const host = new T1Host({ edc: 'lrc', ifsc: 254, ifsd: 254 })
  t1Pair(254, host)() // the card agrees to IFSD, and answers block 0
  const inf = ANSWER
  const blocks = ([0, 1] as const).map((ns) => encodeBlock({ kind: 'I', ns, more: false, inf }, 'lrc'))
  let ns: Sequence = 1
  return () => {
    host.begin(COMMAND)
    host.drain()
    host.received(blocks[ns] ?? inf)
    ns = ns === 0 ? 1 : 0
    const [effect] = host.drain()
    if (effect?.type !== 'deliver') throw new Error('T=1 did not answer')
    return effect.apdu
  }
}

/** Command and GET RESPONSE, through both ends. */
function t0(): () => Uint8Array {
  const host = createT0Host()
  const card = createT0Card(t0Application(() => ({ data: DATA, sw: 0x9000 }), ({ ins }) => ins === COMMAND[1]))
  const exchange = (apdu: CommandApdu) => {
    let toHost: Uint8Array[] = []
    for (let effects = host.begin(tpduOf(apdu)); ;) {
      for (const effect of effects) {
        if (effect.type === 'send') toHost.push(card.received(effect.bytes))
        if (effect.type === 'answered') return effect.response
        if (effect.type === 'failed') throw new Error(effect.failure)
      }
      const [bytes, ...later] = toHost
      if (bytes === undefined) throw new Error('T=0 stands still')
      toHost = later
      effects = host.received(bytes)
    }
  }
  return () => {
    const pipeline = commandPipeline(decodeCommandApdu(COMMAND))
    let step = pipeline.next()
    while (step.done !== true) step = pipeline.next(exchange(step.value))
    return Uint8Array.of(...step.value.data, step.value.sw >> 8, step.value.sw & 0xff)
  }
}

const encodeXfr = () =>
  encodeCcid({ name: 'PC_to_RDR_XfrBlock', bSlot: 0, bSeq: 1, bBWI: 0, wLevelParameter: 0, abData: COMMAND_BLOCK })
const encodeData = () => encodeCcid({
  name: 'RDR_to_PC_DataBlock', bSlot: 0, bSeq: 1, bStatus: 0, bError: 0, bChainParameter: 0, abData: ANSWER_BLOCK,
})

function dataOf(message: Uint8Array): Uint8Array {
  const answer = decodeCcidAnswer(message)
  if (answer.name !== 'RDR_to_PC_DataBlock') throw new Error('another message than was sent')
  return answer.abData
}

function ccidBothEnds(): Uint8Array {
  decodeCcidCommand(encodeXfr())
  return dataOf(encodeData())
}

function ccidHost(): () => Uint8Array {
  const answer = encodeData()
  return () => {
    encodeXfr()
    return dataOf(answer)
  }
}

/** What the serial line adds to CCID on the host's side, its answer in pieces of `size` bytes. */
function serialFrames(size: number): () => Uint8Array {
  const command = encodeXfr()
  const message = encodeData()
  const frame = encodeSerialFrame(message)
  const count = Math.ceil(frame.length / size)
  const pieces = Array.from({ length: count }, (_, piece) => frame.slice(piece * size, (piece + 1) * size))
  return () => {
    encodeSerialFrame(command)
    let pending = nothingHeard
    for (const piece of pieces) {
      const reading = readSerial(pending, piece, 271)
      pending = reading.pending
      const [event] = reading.events
      if (event?.type === 'frame') return event.message
    }
    throw new Error('no frame')
  }
}

/** The least that anything does with these bytes: both messages are copied once on each side. */
function copies(): Uint8Array {
  COMMAND_BLOCK.slice().slice()
  return ANSWER_BLOCK.slice().slice()
}

export const frameEngines: readonly Entrant[] = [
  entrant('copying both, once on each side', copies, ANSWER_BLOCK.length),
  entrant('T=1, host', t1HostAlone()),
  entrant('T=1, host and card', t1Pair(254)),
  entrant('T=1, host and card made anew, with IFSD', () => t1Pair(254)()),
  entrant('T=1, host and card, blocks of 32 bytes', t1Pair(32)),
  entrant('T=0 with GET RESPONSE, host and card', t0()),
  entrant('CCID, host', ccidHost(), ANSWER_BLOCK.length),
  entrant('CCID, host and reader', ccidBothEnds, ANSWER_BLOCK.length),
  entrant('serial frames, host, in pieces of 32 bytes', serialFrames(32), ANSWER_BLOCK.length + 10),
  entrant('serial frames, host, byte by byte', serialFrames(1), ANSWER_BLOCK.length + 10),
]
