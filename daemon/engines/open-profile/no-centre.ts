import { IdcError, type Idc } from '#protocols/port/idc'
import type { Root } from './cloud-sam.ts'

const unreachable = () => Promise.reject(new IdcError('unreachable'))

/** Where no data centre is configured: it does not answer, and nobody's certificates are believed. */
export const noCentre: { readonly idc: Idc, readonly root: Root } = {
  idc: {
    hello: unreachable, authenticate: unreachable, prove: unreachable, beginCard: unreachable, finishCard: unreachable,
    checkInsurance: unreachable, cardContent: unreachable, treatmentNumber: unreachable,
  },
  root: { name: '', publicKey: new Uint8Array() },
}
