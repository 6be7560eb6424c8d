import { cutTexts } from '#protocols/cshis/cut-text'
import { cshisMethod } from '#protocols/cshis/native'
import { cshisFunctions, type CshisInputs, type CshisName } from '#protocols/cshis/index'
import type { CshisLibrary } from '../cshis/library.ts'
import { FromCard } from '../sessions/epoch.ts'
import type { Caller } from './handler.ts'

/** What a door needs to serve `cshis.…`: the parameters' schema, and the call. */
export interface CshisHandler {
  /** undefined when there is no such function */
  readonly find: typeof cshisMethod
  readonly call: (name: CshisName, params: Readonly<Record<string, unknown>>, caller: Caller) => Promise<unknown>
}

/** Calls of the functions by typed values; what came from a card leaves as `FromCard`. */
export function cshisHandler(library: CshisLibrary): CshisHandler {
  return {
    find: cshisMethod,
    async call(name, { reader, icd10 = false, cutText = false, ...given }, caller) {
      const options = { caller, icd10: icd10 === true, reader: typeof reader === 'string' ? reader : undefined }
      const { inputs: input, cuts } = cutText === true ? cutTexts(cshisFunctions[name], given) : { inputs: given, cuts: [] }
      const cut = cuts.length === 0 ? {} : { cut: cuts }
      const answer = await library.call(name, input as CshisInputs<typeof name>, options)
      const counted = ({ written }: { readonly written?: number | undefined }) => written === undefined ? {} : { written }
      if (!(answer instanceof FromCard)) return { code: answer.code, ...counted(answer), ...cut, ...answer.output }
      const { reader: where, epoch } = answer
      return answer.map(({ code, output, written }) => ({ code, reader: where, epoch, ...counted({ written }), ...cut, ...output }))
    },
  }
}
