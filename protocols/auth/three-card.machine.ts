import { and, setup, stateIn, type SnapshotFrom } from 'xstate'
import type { PinState } from '../hpc-card/pin.machine.ts'
import type { ProfessionName } from '../nhi-card/profession.ts'

/** The cards of a visit. The SAM may be a card or a cloud SAM, whose file is its insertion. */
export type ThreeCard = 'sam' | 'hc' | 'hpc'

/** What happens to any of the cards. */
type Life<Card extends ThreeCard> =
  | { readonly type: `${Card}Inserted` }
  | { readonly type: `${Card}Identified`, readonly as: ThreeCard | 'other' }
  /** A SAM with the data centre, the others with the SAM. */
  | { readonly type: `${Card}Authenticated` }
  | { readonly type: `${Card}Removed` }
  /** Its reader went, or the card died. */
  | { readonly type: `${Card}Lost` }
  /** By whomever; the card has forgotten everything. */
  | { readonly type: `${Card}Reset` }
  /** The card ended it, or says that there is none. */
  | { readonly type: `${Card}SessionEnded` }
  /** Nothing was done with it for as long as a session may rest. */
  | { readonly type: `${Card}TimedOut` }

export type ThreeCardEvent =
  | Life<'sam'> | Life<'hc'> | Life<'hpc'>
  /** What the PIN machine came to, verified among others. */
  | { readonly type: 'hcPinFound', readonly pin: PinState }
  | { readonly type: 'hpcPinFound', readonly pin: PinState }
  /** To the HC, by the HPC in its reader. */
  | { readonly type: 'hpcProved', readonly profession: ProfessionName }
  /** To the HC, by the data centre. */
  | { readonly type: 'idcProved' }
  /** The professional. */
  | { readonly type: 'loggedOut' }

export interface ThreeCardContext {
  /** That was proved to the HC and stands. */
  readonly profession: ProfessionName | null
}

/** The session of a card is over and the card is there. */
function restEvents<Card extends ThreeCard>(card: Card) {
  return [`${card}SessionEnded`, `${card}TimedOut`] as const
}

/** After these nothing of a card's session is left; a card that comes while one is there was swapped for it. */
function goneEvents<Card extends ThreeCard>(card: Card) {
  return [`${card}Inserted`, `${card}Removed`, `${card}Lost`, `${card}Reset`, ...restEvents(card)] as const
}

// Removal, loss and reset of a card itself end all its regions at once, in `life`.
const hcClosed = [...goneEvents('sam'), ...restEvents('hc')] as const
/** A new mutual authentication ends what the card was shown before (docs/open-profile.md §3). */
const hcForgets = [...hcClosed, 'hcAuthenticated'] as const
const hpcClosed = [...goneEvents('sam'), ...restEvents('hpc'), 'loggedOut'] as const
const hpcForgets = [...hpcClosed, 'hpcAuthenticated'] as const
const professionalGone = [...goneEvents('hpc'), 'loggedOut', 'hpcAuthenticated'] as const

function to<const Types extends readonly string[], const Target>(types: Types, target: Target) {
  return Object.fromEntries(types.map((type) => [type, target])) as { [Type in Types[number]]: Target }
}

const cards = setup({
  types: { context: {} as ThreeCardContext, events: {} as ThreeCardEvent },
  actions: {
    /** The HC honours a role until its session ends: end it before the card is read for anybody else. */
    revokeRole: () => {},
  },
  guards: {
    is: ({ event }, { as }: { as: ThreeCard }) => 'as' in event && event.as === as,
    finds: ({ event }, { pin }: { pin: PinState }) => 'pin' in event && event.pin === pin,
    samAuthenticated: stateIn({ sam: { present: 'authenticated' } }),
    hcInSession: stateIn({ hc: { present: { session: 'open' } } }),
    hpcVerified: stateIn({ hpc: { present: { session: 'open', pin: 'verified' } } }),
  },
})

/**
 * The three cards of a visit and what each has been shown (nhi-facts §4.5). Facts stand in regions of their own, because
 * none follows from another: an HC may know the patient's PIN without an HPC, and the reverse. What the numbers of
 * hisGetCardStatus say of them is derived beside (`three-card-status.ts`).
 *
 * Losing the SAM takes HC and HPC back to the beginning; losing the HPC or its PIN takes its role from the HC. An event
 * that cannot be, as an authentication without a SAM, changes nothing.
 */
export const threeCardMachine = cards.createMachine({
  id: 'threeCard',
  type: 'parallel',
  context: { profession: null },
  states: {
    sam: {
      initial: 'absent',
      on: life('sam'),
      states: {
        absent: {},
        unidentified: { on: { samIdentified: identified('sam') } },
        foreign: {},
        present: {
          initial: 'unauthenticated',
          states: {
            unauthenticated: { on: { samAuthenticated: 'authenticated' } },
            authenticated: { on: { samSessionEnded: 'unauthenticated', samTimedOut: 'unauthenticated' } },
          },
        },
      },
    },
    hc: {
      initial: 'absent',
      on: life('hc'),
      states: {
        absent: {},
        unidentified: { on: { hcIdentified: identified('hc') } },
        foreign: {},
        present: {
          type: 'parallel',
          states: {
            session: {
              initial: 'closed',
              states: {
                closed: { on: { hcAuthenticated: { guard: 'samAuthenticated', target: 'open' } } },
                open: { on: to(hcClosed, 'closed') },
              },
            },
            pin: {
              initial: 'unknown',
              on: { hcPinFound: pinFound() },
              states: {
                unknown: {}, notSet: {}, unverified: {}, blocked: {},
                verified: { on: to(hcForgets, 'unverified') },
              },
            },
            professional: {
              initial: 'none',
              states: {
                none: {
                  on: { hpcProved: { guard: and(['hcInSession', 'hpcVerified']), target: 'proved' } },
                },
                proved: {
                  entry: cards.assign(({ event }) =>
                    event.type === 'hpcProved' ? { profession: event.profession } : {}),
                  exit: cards.assign({ profession: null }),
                  on: {
                    ...to(hcForgets, 'none'),
                    ...to(professionalGone, { target: 'none', actions: 'revokeRole' }),
                    hpcPinFound: [finds('verified'), { target: 'none', actions: 'revokeRole' }],
                    hpcProved: { target: 'proved', reenter: true },
                  },
                },
              },
            },
            centre: {
              initial: 'none',
              states: {
                none: { on: { idcProved: { guard: 'hcInSession', target: 'proved' } } },
                proved: { on: to(hcForgets, 'none') },
              },
            },
          },
        },
      },
    },
    hpc: {
      initial: 'absent',
      on: life('hpc'),
      states: {
        absent: {},
        unidentified: { on: { hpcIdentified: identified('hpc') } },
        foreign: {},
        present: {
          type: 'parallel',
          states: {
            session: {
              initial: 'closed',
              states: {
                closed: { on: { hpcAuthenticated: { guard: 'samAuthenticated', target: 'open' } } },
                open: { on: to(hpcClosed, 'closed') },
              },
            },
            pin: {
              initial: 'unknown',
              on: { hpcPinFound: pinFound() },
              states: {
                unknown: {}, notSet: {}, unverified: {}, blocked: {},
                verified: { on: to(hpcForgets, 'unverified') },
              },
            },
          },
        },
      },
    },
  },
})

export type ThreeCardSnapshot = SnapshotFrom<typeof threeCardMachine>

/** From any state of a card. */
function life<Card extends ThreeCard>(card: Card) {
  return {
    [`${card}Inserted`]: '.unidentified', [`${card}Removed`]: '.absent', [`${card}Lost`]: '.absent',
    [`${card}Reset`]: '.unidentified',
  } as { [Type in `${Card}${'Inserted' | 'Reset'}`]: '.unidentified' }
    & { [Type in `${Card}${'Removed' | 'Lost'}`]: '.absent' }
}

function identified(card: ThreeCard) {
  return [{ guard: { type: 'is', params: { as: card } }, target: 'present' }, { target: 'foreign' }] as const
}

function pinFound() {
  const states = ['notSet', 'unverified', 'verified', 'blocked', 'unknown'] as const
  return states.map((pin) => ({ ...finds(pin), target: `.${pin}` as const }))
}

function finds(pin: PinState) {
  return { guard: { type: 'finds', params: { pin } } } as const
}
