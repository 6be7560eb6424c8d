import { ascii } from '../bytes/field.ts'
import { fixedWidth, type RecordOf } from '../bytes/fixed-width.ts'

const placed = { provenance: { source: 'nhi-facts §8.8' }, mark: 'open' } as const

const layout = fixedWidth(42, {
  receivedAt: ascii(14, '接收日期時間', placed),
  sequence: ascii(6, '序號', {
    mark: 'open', provenance: { assumed: 'nhi-facts §8.8 leaves [14:20] out: taken for a sequence, else two of a second were one' },
  }),
  hospitalId: ascii(10, '醫療院所代碼', placed),
  samId: ascii(12, '安全模組代碼', placed),
})

/**
 * 作業序號, 42 characters: what an upload is asked about later (nhi-facts §8.8). Whether anything stands behind the module is
 * not said; the simulated centre puts nothing there.
 */
export const opcode = {
  ...layout,
  name: 'Opcode',
  provenance: { assumed: 'nhi-facts §8.8 has four places; that the time is yyyyMMddHHmmss and that it ends with the module is not said' },
  examples: [{
    hex: '3230323630313135323130303030' + '303030303031' + '39393030303030303133' + '5445535453414d3030303031',
    value: { receivedAt: '20260115210000', sequence: '000001', hospitalId: '9900000013', samId: 'TESTSAM00001' },
  }],
} as const

export type Opcode = RecordOf<typeof layout.fields>

/** An Opcode as the text of a reply. @throws MalformedError when a part does not fit */
export function writeOpcode(parts: Opcode): string {
  return String.fromCharCode(...layout.encode(parts))
}

/** @throws MalformedError when it is not 42 characters of ASCII */
export function readOpcode(text: string): Opcode {
  return layout.decode(Uint8Array.from(text, (character) => Math.min(character.charCodeAt(0), 0xff)))
}
