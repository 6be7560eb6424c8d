import type { Provenance } from '../../provenance.ts'

export type T1RuleLabel =
  | '1' | '2.1' | '2.2' | '3' | '4' | '5' | '6.1' | '6.2' | '6.3' | '6.4' | '6.5'
  | '7.1' | '7.2' | '7.3' | '7.4.1' | '7.4.2' | '7.4.3' | '7.5' | '7.6' | '8' | '9'

/** What a transition of a T=1 machine is labelled with. */
export interface RuleMeta {
  readonly rules: readonly T1RuleLabel[]
}

export interface T1Rule {
  readonly label: T1RuleLabel
  /** Whose duty it is. */
  readonly side: 'host' | 'card' | 'both'
  readonly sentence: string
  /** Name of the scenario that shows it. */
  readonly example: string
  readonly provenance: Provenance
}

const clause = 'ISO/IEC 7816-3:2006 §11.6.3'
/** Open implementations whose comments name the rule; the text of the standard was not at hand. */
const named = (...where: string[]): Provenance => ({ source: `${clause}, as numbered by ${where.join(', ')}` })
const inferred = (why: string): Provenance => ({ assumed: `${clause}: ${why}` })
const libccid = 'libccid src/openct/proto-t1.c'
const libese = 'AOSP libese-teq1/teq1.c'
const oseid = 'OsEID src/card_os/T1_transport.c'

/** The rules by which T=1 runs, in our words. */
export const t1Rules: readonly T1Rule[] = [
  {
    label: '1', side: 'host', example: 'one block each way',
    provenance: named(libese),
    sentence: 'The interface device sends the first block: I(0,M), or an S-block before it.',
  },
  {
    label: '2.1', side: 'both', example: 'one block each way',
    provenance: named(libese),
    sentence: 'The last I-block of one side is acknowledged by an I-block of the other.',
  },
  {
    label: '2.2', side: 'both', example: 'a command in three blocks',
    provenance: named(libese),
    sentence: 'An I-block that is not the last is acknowledged by an R-block whose N(R) names the next one.',
  },
  {
    label: '3', side: 'both', example: 'the card asks for time',
    provenance: named(libese),
    sentence: 'A card that needs more than BWT sends S(WTX request); the interface device answers with the same value.',
  },
  {
    label: '4', side: 'both', example: 'the interface device announces IFSD',
    provenance: named(libese),
    sentence: 'A side announces the information field it takes by S(IFS request); it holds once answered with'
      + ' the same value.',
  },
  {
    label: '5', side: 'both', example: 'an answer in three blocks',
    provenance: named(libese),
    sentence: 'What exceeds the information field of the other side is sent as a chain of I-blocks with M set'
      + ' in all but the last.',
  },
  {
    label: '6.1', side: 'host', example: 'resynchronisation is repeated after silence',
    provenance: inferred('AOSP libese-teq1 names the rule and says no more than that the turn falls back after BWT'),
    sentence: 'After a silence of BWT the turn to send falls back to the interface device.',
  },
  {
    label: '6.2', side: 'both', example: 'resynchronisation before the command is complete',
    provenance: named(libccid, libese, oseid),
    sentence: 'S(RESYNCH request), which only the interface device sends, is answered by S(RESYNCH response).',
  },
  {
    label: '6.3', side: 'host', example: 'resynchronisation before the command is complete',
    provenance: named(libccid, libese),
    sentence: 'After S(RESYNCH response) the protocol begins anew, with both numbers at 0.',
  },
  {
    label: '6.4', side: 'host', example: 'three resynchronisations in vain',
    provenance: named(libccid, libese),
    sentence: 'After three S(RESYNCH request) in vain the card is reset or deactivated.',
  },
  {
    label: '6.5', side: 'card', example: 'resynchronisation takes an answer back',
    provenance: named(libese),
    sentence: 'A card that receives S(RESYNCH request) takes its last block as lost.',
  },
  {
    label: '7.1', side: 'both', example: 'a damaged answer is asked for again',
    provenance: named(libese, oseid),
    sentence: 'When an unsound block, or none, follows an I-block, an R-block asks for the I-block that is expected.',
  },
  {
    label: '7.2', side: 'both', example: 'an acknowledgement of a part is damaged',
    provenance: named(libccid, libese, oseid),
    sentence: 'When an unsound block, or none, follows an R-block, the same R-block is sent again.',
  },
  {
    label: '7.3', side: 'both', example: 'S(WTX response) is damaged, and the answer after it too',
    provenance: named(libese, oseid),
    sentence: 'When the response to an S(request) fails to come, the request is sent again; after an'
      + ' S(response), an R-block asks.',
  },
  {
    label: '7.4.1', side: 'host', example: 'a card that never speaks',
    provenance: named(libese),
    sentence: 'Before the first sound block of the card, three attempts in vain lead to a reset, not to a'
      + ' resynchronisation.',
  },
  {
    label: '7.4.2', side: 'host', example: 'resynchronisation before the command is complete',
    provenance: named(libccid, libese),
    sentence: 'Later, three attempts in vain lead to S(RESYNCH request).',
  },
  {
    label: '7.4.3', side: 'card', example: 'the card falls silent',
    provenance: named(oseid),
    sentence: 'A card sends its R- or S-block again at most twice, then it only listens.',
  },
  {
    label: '7.5', side: 'card', example: 'the first block is damaged',
    provenance: named(libese, oseid),
    sentence: 'A card that receives the first block unsound answers R(0).',
  },
  {
    label: '7.6', side: 'host', example: 'the first block is lost',
    provenance: inferred('AOSP libese-teq1 names it beside 7.1 and 7.5; that it is the silent case is our reading'),
    sentence: 'When nothing answers the first block, the interface device sends R(0).',
  },
  {
    label: '8', side: 'card', example: 'S(IFS request) of the card is damaged',
    provenance: inferred('OsEID and AOSP libese-teq1 only say that it is the card’s, waiting for an S(response)'),
    sentence: 'A card that receives an R-block instead of S(IFS response) sends its S(IFS request) again.',
  },
  {
    label: '9', side: 'both', example: 'the card aborts its chain',
    provenance: named(libccid, libese),
    sentence: 'Either side ends a chain by S(ABORT request); after S(ABORT response) a card hands the turn'
      + ' back by an R-block.',
  },
]
