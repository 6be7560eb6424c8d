import { hex } from '#protocols/bytes/hex'
import { cshisFunctions, type CshisName } from '#protocols/cshis/index'
import type { CshisFunction } from '#protocols/cshis/function'
import type { MethodName } from '#protocols/native-api/registry'
import type { DeskOptions } from '../engines/open-profile/three-card-desk.fixture.ts'
import { FromCard } from '../sessions/epoch.ts'
import { memoryOf } from './buffer-memory.fixture.ts'
import { FunctionDesk, type Written } from './function-desk.fixture.ts'

const reads = [
  'card.readRegister', 'card.readTreatments', 'card.readPrescriptions', 'card.readVaccinations', 'card.readCheckups',
  'card.readCumulative', 'card.readMarks',
] as const satisfies readonly MethodName[]

export type Content = Readonly<Record<string, unknown>>

/** The functions on a simulated clinic, with everything that a physician may read of the card beside them. */
export class WritingDesk extends FunctionDesk {
  static async open(options: DeskOptions): Promise<WritingDesk> {
    const desk = new WritingDesk(options)
    await desk.prepare([{ method: 'hpc.verifyPin', params: { pin: '123456' } }])
    return desk
  }

  /** Another card in a reader. */
  put(reader: string, card: string): void {
    this.desk.clinic.remove(reader)
    this.desk.clinic.insert(reader, card)
  }

  /** @throws Error when the call fails */
  async read(method: MethodName): Promise<Content> {
    const called = await this.desk.call(method)
    if ('failed' in called) throw new Error(`${method}: ${called.failed}`)
    const { reader, epoch, ...content } = called.result
    return content
  }

  /** Everything on the card. */
  async content(): Promise<Content> {
    const all: Record<string, unknown> = {}
    for (const method of reads) Object.assign(all, await this.read(method))
    return all
  }

  /** A call by the bytes of its parameters, each in hex or, between bars, in ASCII as the manual lays it out. */
  async raw(name: CshisName, inputs: Readonly<Record<string, Uint8Array>>, room: Readonly<Record<string, number>> = {}): Promise<Written> {
    const { output }: CshisFunction = cshisFunctions[name]
    const all = Object.fromEntries(Object.entries(output).map(([one, { length }]) => [one, length]))
    const cells = { ...all, ...room }
    const answer = await this.library.callBuffers(name, {
      inputs, caller: {}, reader: undefined, room: cells, memory: memoryOf(name, cells),
    })
    const { code, written } = answer instanceof FromCard ? answer.open(answer.epoch) ?? { code: NaN, written: {} } : answer
    return { code, written: Object.fromEntries(Object.entries(written).map(([one, bytes]) => [one, hex(bytes)])) }
  }
}
