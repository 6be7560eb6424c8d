import type { Provenance } from '../provenance.ts'

/** An ATR as the public list prints it. */
export interface PublishedAtr {
  /** Hex; each of these has a correct TCK. */
  readonly atr: string
  /** What the list says the card is: health card, health-professional card, or nothing that tells them apart. */
  readonly listedAs: 'hc' | 'hpc' | 'unstated'
  readonly label: string
  readonly provenance: Provenance
}

const provenance = { source: 'nhi-facts §4.1' }

/**
 * The published ATRs of NHI cards: for simulated cards, and as a hint for people. **The kind of a card is never judged
 * by its ATR alone**: the list is not complete, most of these name a chip maker's platform that other issuers use too,
 * and one of them is listed without any mention of Taiwan. What a card is, it says in its answer to GET DATA.
 */
export const publishedAtrs: readonly PublishedAtr[] = [
  {
    atr: '3bee00008131fe4580318066409093060f17830f9000f3', listedAs: 'hc',
    label: 'oldest generation', provenance,
  },
  {
    atr: '3bee00008131fe4580318066409093060f1783019000fd', listedAs: 'unstated',
    label: 'sibling of the oldest generation, listed only as "health insurance"', provenance,
  },
  {
    atr: '3bff1800ff8131fe455448434331305445434f4744484e3224', listedAs: 'hc',
    label: 'THCC10TECOGDHN2', provenance,
  },
  {
    atr: '3bff1800ff8131fe455448434331305445434f4744494e3126', listedAs: 'hc',
    label: 'THCC10TECOGDIN1', provenance,
  },
  { atr: '3bfd1300008131fe454a434f50323176323331474454e1', listedAs: 'hc', label: 'JCOP21v231GDT', provenance },
  {
    atr: '3bfc1800008131fe458073c8211366020403550002d2', listedAs: 'hc',
    label: 'a generic JCOP-style historical string', provenance,
  },
  { atr: '3bfa1800008131fe4550564a434f503453494493', listedAs: 'hc', label: 'PVJCOP4SID', provenance },
  { atr: '3bfa1800008131fe45534c4a35324778787979fc', listedAs: 'hc', label: 'SLJ52Gxxyy (Infineon)', provenance },
  { atr: '3bfd1800008131fe45534c4a35324778787979797a52aa', listedAs: 'hc', label: 'SLJ52GxxyyyzR', provenance },
  { atr: '3bf91800008131fe4550565f4a3244303831b6', listedAs: 'hpc', label: 'PV_J2D081', provenance },
]
