import { hex } from '#protocols/bytes/hex'
import type { Icd10Table } from '#protocols/codes/icd10-table'
import { cshisFunctions, type CshisName } from '#protocols/cshis/index'
import type { CshisFunction } from '#protocols/cshis/function'
import type { MethodName } from '#protocols/native-api/registry'
import { ThreeCardDesk, type DeskOptions } from '../engines/open-profile/three-card-desk.fixture.ts'
import { FromCard } from '../sessions/epoch.ts'
import { memoryOf } from './buffer-memory.fixture.ts'
import { CshisLibrary } from './library.ts'

export interface Written {
  readonly code: number
  /** By buffer, in hex. */
  readonly written: Readonly<Record<string, string>>
}

/** The functions on a simulated clinic, called by bytes as a DLL would call them. */
export class FunctionDesk {
  readonly desk: ThreeCardDesk
  readonly library: CshisLibrary

  /** @param codes the table of ICD-10 codes; without it only codes that stand on the card as they are */
  constructor(options: DeskOptions, codes?: Icd10Table) {
    this.desk = new ThreeCardDesk(options)
    const { desk } = this
    this.library = new CshisLibrary(async () => desk.cards, desk.clock, desk.visits, codes === undefined ? undefined : () => codes)
  }

  /** Native calls that come before. @throws Error when one fails */
  async prepare(before: readonly { readonly method: string, readonly params: object }[] = []): Promise<void> {
    for (const { method, params } of before) {
      const called = await this.desk.call(method as MethodName, params)
      if ('failed' in called) throw new Error(`${method}: ${called.failed}`)
    }
  }

  /** @param room by buffer; as large as the manual has it when absent */
  async call(
    name: CshisName, input: object = {}, { icd10 = false, room }: { icd10?: boolean, room?: Record<string, number> } = {},
  ): Promise<Written> {
    const { inputs, output, icd10: bracketed }: CshisFunction = cshisFunctions[name]
    const given = new Map<string, unknown>(Object.entries(input))
    const encoded = Object.entries(inputs).map(([one, { encode }]) => [one, encode(given.get(one))] as const)
    const buffers = icd10 && bracketed !== undefined ? bracketed : output
    const cells = room ?? Object.fromEntries(Object.entries(buffers).map(([one, { length }]) => [one, length]))
    const answer = await this.library.callBuffers(name, {
      inputs: Object.fromEntries(encoded), caller: {}, reader: undefined, room: cells, memory: memoryOf(name, cells, icd10),
    })
    const { code, written } = answer instanceof FromCard ? answer.open(answer.epoch) ?? { code: NaN, written: {} } : answer
    return { code, written: Object.fromEntries(Object.entries(written).map(([one, bytes]) => [one, hex(bytes)])) }
  }
}
