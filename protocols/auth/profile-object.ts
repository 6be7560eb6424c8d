import type { Codec } from '../bytes/codec.ts'
import { MalformedError } from '../bytes/malformed.ts'
import { cardObject } from '../nhi-card/card-object.ts'

/** Kinds of cards of the open profile, and their bytes: in the profile object and in P2 of GENERAL AUTHENTICATE. */
export const cardKinds = { hc: 0x01, hpc: 0x02, sam: 0x03 } as const
export type CardKind = keyof typeof cardKinds

/** What a card of the open profile says of itself (docs/open-profile.md §1). */
export interface Profile {
  /** Always TEST: no card for production is made. */
  readonly environment: 'test'
  readonly kind: CardKind
  /** Which generation of TEST keys it holds, 1 to 255. */
  readonly keyVersion: number
}

const VERSION = 0x01
const TEST = 0x54 // "T"; "P" is reserved

/** The kind of a byte; undefined when it is none. */
export function cardKindOf(byte: number): CardKind | undefined {
  return (Object.keys(cardKinds) as CardKind[]).find((kind) => cardKinds[kind] === byte)
}

const content: Codec<Profile> = {
  decode(bytes) {
    const [version, environment, kindByte = 0, keyVersion = 0] = bytes
    if (bytes.length !== 4) throw new MalformedError('profile', `${bytes.length} bytes instead of 4`)
    if (version !== VERSION) throw new MalformedError('profile version', 'not 01')
    if (environment !== TEST) throw new MalformedError('environment', 'not TEST')
    const kind = cardKindOf(kindByte)
    if (kind === undefined) throw new MalformedError('kind', 'none of HC, HPC, SAM')
    return { environment: 'test', kind, keyVersion: inByte(keyVersion) }
  },
  encode: ({ kind, keyVersion }) => Uint8Array.of(VERSION, TEST, cardKinds[kind], inByte(keyVersion)),
}

function inByte(keyVersion: number): number {
  if (Number.isInteger(keyVersion) && keyVersion >= 1 && keyVersion <= 0xff) return keyVersion
  throw new MalformedError('keyVersion', 'not from 1 to 255')
}

/** A simulated card answers it before anything else; a real card refuses it, then nothing of it is tried. */
export const profileObject = cardObject({
  tag: 0xdf21, zh: '開放設定檔', en: 'Open profile',
  access: { read: 'always', update: 'never', provenance: { assumed: 'ours: docs/open-profile.md §1' } },
  content,
  provenance: { assumed: 'ours: docs/open-profile.md §1' },
  examples: [
    { name: 'a health card', hex: '01540101', value: { environment: 'test', kind: 'hc', keyVersion: 1 } },
    { name: 'a module with newer keys', hex: '01540302', value: { environment: 'test', kind: 'sam', keyVersion: 2 } },
  ],
})
