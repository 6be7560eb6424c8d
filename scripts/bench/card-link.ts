import { join } from 'node:path'
import { encodeCommandApdu } from '#protocols/iso7816/apdu'
import { hex, unhex } from '#protocols/bytes/hex'
import { getData, select } from '#protocols/iso7816/commands/index'
import { hcApplication } from '#protocols/nhi-card/application'
import { FIRST_PORT, startPrivatePcscd, type PrivatePcscd } from '#rigs/pcscd/private-pcscd'
import { CardProcess } from './card-process.ts'
import { Contestant } from './programs.ts'
import { row, type Row } from './samples.ts'
import { takeTurns } from './turns.ts'

type Direct = { readonly apdus: readonly number[], readonly rapdus: readonly string[] }

/** Warm for long: a card that does something has code that V8 compiles after some thousand commands, one of fixed answers has none. */
const READS = 100, ROUNDS = 10, WARMING = 60
const SELECT = hex(encodeCommandApdu(select.encode({ aid: unhex(hcApplication.aid) })))
const BASIC = hex(encodeCommandApdu(getData.encode({ tag: 0x1100, data: unhex('0000') })))

const minimal = (port: number) => [join(import.meta.dirname, 'minimal-card.mjs'), String(port)]

/** One APDU over pcscd and vpcd to our card process, and to the least there can be, in ms. */
async function turns(pcscd: PrivatePcscd): Promise<readonly Row[]> {
  const cards = [new CardProcess(pcscd), new CardProcess(pcscd, minimal, FIRST_PORT + 1)]
  const hosts = ['00 00', '00 01'].map((BENCH_READER) => new Contestant<{ reads: number, capdus: string[] }, Direct>(
    'direct.mjs', { PCSCLITE_CSOCK_NAME: pcscd.socketName, BENCH_READER },
  ))
  const names = ['one APDU to a simulated health card process', 'one APDU to a minimal card process']
  const entrants = names.map((name, at) => ({
    name,
    turn: async () => {
      const { apdus, rapdus } = await hosts[at]!.ask({ reads: READS, capdus: [BASIC] })
      if (!rapdus.every((rapdu) => rapdu.endsWith('9000'))) throw new Error(`${name}: refused`)
      return apdus.map((ns) => ns / 1e6)
    },
  }))
  for (const host of hosts) {
    await host.next()
    await host.ask({ reads: 1, capdus: [SELECT] })
  }
  const samples = await takeTurns(entrants, ROUNDS, WARMING)
  await Promise.all([...hosts, ...cards].map((program) => program.stop()))
  return samples.map(({ name, samples: times }) => row(name, times))
}

export async function cardLink(): Promise<readonly Row[]> {
  const pcscd = await startPrivatePcscd()
  try {
    return await turns(pcscd)
  } finally {
    await pcscd.stop()
  }
}
