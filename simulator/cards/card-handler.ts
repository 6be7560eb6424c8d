import type { CommandApdu } from '#protocols/iso7816/apdu'
import type { ApduCommand } from '#protocols/iso7816/command'

/** What a card answers to one command: data, if any, and SW1-SW2. */
export interface Answer {
  readonly data?: Uint8Array
  readonly sw: number
}

export const done: Answer = { sw: 0x9000 }

export const refused = (sw: number): Answer => ({ sw })

export const given = (data: Uint8Array): Answer => ({ data, sw: 0x9000 })

/** One command of an application. */
export interface CardHandler {
  readonly ins: number
  /** Whether it may come in plain within a session of secure messaging (docs/open-profile.md §4). */
  readonly plainInSession: boolean
  matches(apdu: CommandApdu): boolean
  /** @throws MalformedError when the command's fields are not as declared */
  answer(apdu: CommandApdu): Answer
}

/** Answers the commands of one row of the catalogue. */
export function handler<Args, Result>(
  row: ApduCommand<Args, Result>, answer: (args: Args) => Answer, plain?: 'plainInSession',
): CardHandler {
  return {
    ins: row.ins, plainInSession: plain !== undefined,
    matches: (apdu) => row.matches(apdu), answer: (apdu) => answer(row.decode(apdu)),
  }
}
