import type { Provenance } from '../provenance.ts'
import type { CodePart, ReportLayout } from './hid-pos.ts'

/** A layout that makers print in their manuals, for systems that do not give a device's report descriptor. */
export interface PublishedLayout extends ReportLayout {
  readonly name: 'aim' | 'plain'
  /** USB vendor ids whose scanners have it. */
  readonly vendorIds: readonly number[]
  readonly provenance: Provenance
  readonly examples: readonly { readonly report: string, readonly part: CodePart }[]
}

const zeros = (count: number) => '00'.repeat(count)
const ascii = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))

/**
 * Both kinds are 64 bytes with report id 2 in front. They are told apart by the vendor id, never by their bytes: a code
 * may begin with `]` by itself.
 */
export const publishedLayouts: readonly PublishedLayout[] = [
  {
    name: 'aim',
    vendorIds: [0x0536, 0x0c2e],
    reportId: 2, count: 1, aim: [2, 3, 4], data: { at: 5, length: 56 }, continued: { at: 63, mask: 0x01 },
    provenance: {
      source: 'Access-IS LSR118 manual (2020), appendix B “HID reports”; reports of a Honeywell scanner printed in the '
        + 'README of github.com/HenkVanAsselt/python_hon_usbhid begin the same; byte 61 is the maker’s own letter',
    },
    examples: [
      {
        // the second report of that appendix's example: the last 4 of 60 bytes
        report: `02 04 5d5130 20313030 ${zeros(52)} 73 00 00`,
        part: { data: ascii(' 100'), aim: ']Q0', continued: false },
      },
      {
        report: `02 38 5d5131 ${'41'.repeat(56)} 73 00 01`,
        part: { data: ascii('A'.repeat(56)), aim: ']Q1', continued: true },
      },
    ],
  },
  {
    name: 'plain',
    vendorIds: [0x1eab],
    reportId: 2, count: 1, data: { at: 2, length: 56 }, continued: { at: 63, mask: 0x01 },
    provenance: {
      source: 'Newland NLS-FM420 integration guide p. 47, Unitech MS842N manual, both “HID-POS”: no AIM identifier; '
        + 'byte 62 is the maker’s own symbology number',
    },
    examples: [
      {
        report: `02 0d 34373132333435363738393034 ${zeros(43)} ${zeros(4)} 04 00`,
        part: { data: ascii('4712345678904'), continued: false },
      },
    ],
  },
]

/**
 * The layout to read a scanner's reports by where its report descriptor cannot be had. Makers not listed get the one
 * with the AIM identifier: it is the stricter of the two, so that what does not fit is dropped, not taken for a code.
 */
export function publishedLayout(vendorId: number, name?: PublishedLayout['name']): PublishedLayout {
  const [first] = publishedLayouts
  const found = publishedLayouts.find((layout) => (
    name === undefined ? layout.vendorIds.includes(vendorId) : layout.name === name
  )) ?? first
  if (found === undefined) throw new Error('no layout is published')
  return found
}
