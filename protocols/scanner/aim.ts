import type { Provenance } from '../provenance.ts'

/** An AIM symbology identifier: `]`, a code character and a modifier, which scanners may put before what they send. */
export interface AimSymbology {
  readonly code: string
  readonly modifier: string
  readonly symbology: string
  /** What the modifier says, where it says anything. */
  readonly means: string
  readonly provenance: Provenance
  /** What a scanner sends, and the code without the identifier. */
  readonly examples: readonly { readonly sent: string, readonly code: string }[]
}

const ZEBRA = 'Zebra DS457 integration guide, table E-2 (AIM code modifier characters)'
const DATALOGIC = 'Datalogic KA-01477 (AIM ID code table)'
const NCR = 'NCR 7895 programming reference, AIM code identifiers'
const ROCKWELL = 'Allen-Bradley 2755-6.4 appendix D (AIM code identifiers)'
const OPTICON = 'Opticon universal menu book, fig. 4.14 (modifiers for Data Matrix)'

const row = (source: string, aim: string, symbology: string, means = ''): AimSymbology => {
  const [code = '', modifier = ''] = aim
  return {
    code, modifier, symbology, means, provenance: { source },
    examples: [{ sent: `]${aim}A-1`, code: 'A-1' }],
  }
}

/**
 * The identifiers of ISO/IEC 15424 that scanners in a clinic may send. What is not listed is left in the code: nobody
 * can tell an unknown identifier from content that begins with `]`.
 */
export const aimSymbologies: readonly AimSymbology[] = [
  row(ZEBRA, 'Q0', 'QR Code', 'model 1'),
  row(ZEBRA, 'Q1', 'QR Code', 'model 2 or Micro QR'),
  row(ZEBRA, 'Q2', 'QR Code', 'model 2, ECI'),
  row(ZEBRA, 'Q3', 'QR Code', 'model 2, FNC1 first (GS1)'),
  row(ZEBRA, 'Q4', 'QR Code', 'model 2, ECI, FNC1 first'),
  row(ZEBRA, 'Q5', 'QR Code', 'model 2, FNC1 second'),
  row(ZEBRA, 'Q6', 'QR Code', 'model 2, ECI, FNC1 second'),
  row(OPTICON, 'd0', 'Data Matrix', 'ECC 000 to 140'),
  row(OPTICON, 'd1', 'Data Matrix', 'ECC 200'),
  row(OPTICON, 'd2', 'Data Matrix', 'ECC 200, FNC1 first or fifth (GS1)'),
  row(OPTICON, 'd3', 'Data Matrix', 'ECC 200, FNC1 second or sixth'),
  row(OPTICON, 'd4', 'Data Matrix', 'ECC 200, ECI'),
  row(OPTICON, 'd5', 'Data Matrix', 'ECC 200, ECI, FNC1 first or fifth'),
  row(OPTICON, 'd6', 'Data Matrix', 'ECC 200, ECI, FNC1 second or sixth'),
  row(ZEBRA, 'z0', 'Aztec Code'),
  row(ZEBRA, 'zC', 'Aztec Code', 'rune'),
  row(ZEBRA, 'h0', 'Han Xin Code'),
  row(ZEBRA, 'h1', 'Han Xin Code', 'ECI'),
  row(ROCKWELL, 'L0', 'PDF417'),
  row(NCR, 'C0', 'Code 128'),
  row(NCR, 'C1', 'Code 128', 'FNC1 first (GS1-128)'),
  row(NCR, 'C2', 'Code 128', 'FNC1 second'),
  row(DATALOGIC, 'C4', 'Code 128', 'ISBT 128'),
  row(NCR, 'A0', 'Code 39'),
  row(NCR, 'A1', 'Code 39', 'check character checked'),
  row(NCR, 'A3', 'Code 39', 'check character checked and stripped'),
  row(NCR, 'A4', 'Code 39', 'full ASCII'),
  row(NCR, 'A5', 'Code 39', 'full ASCII, check character checked'),
  row(NCR, 'A7', 'Code 39', 'full ASCII, check character checked and stripped'),
  row(NCR, 'I0', 'Interleaved 2 of 5'),
  row(NCR, 'I1', 'Interleaved 2 of 5', 'check digit checked'),
  row(NCR, 'I3', 'Interleaved 2 of 5', 'check digit checked and stripped'),
  row(NCR, 'F0', 'Codabar'),
  row(NCR, 'F1', 'Codabar', 'check digit checked'),
  row(NCR, 'F3', 'Codabar', 'check digit stripped'),
  row(NCR, 'G0', 'Code 93'),
  row(DATALOGIC, 'E0', 'EAN-13, UPC-A, UPC-E'),
  row(DATALOGIC, 'E3', 'EAN-13, UPC-A, UPC-E', 'with add-on'),
  row(DATALOGIC, 'E4', 'EAN-8'),
]

const byIdentifier = new Map(aimSymbologies.map((symbology) => [`]${symbology.code}${symbology.modifier}`, symbology]))

/** The row of an identifier such as `]Q1`. */
export function aimSymbology(aim: string): AimSymbology | undefined {
  return byIdentifier.get(aim)
}

/** Takes a listed identifier from the beginning of what a scanner sent. */
export function splitAim(sent: Uint8Array): { readonly aim?: string, readonly data: Uint8Array } {
  const aim = String.fromCharCode(...sent.subarray(0, 3))
  return byIdentifier.has(aim) ? { aim, data: sent.slice(3) } : { data: sent }
}
