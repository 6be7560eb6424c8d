import type { CommandApdu } from '../apdu.ts'
import type { ApduCommand } from '../command.ts'
import { getChallenge } from './get-challenge.ts'
import { getData } from './get-data.ts'
import { getResponse } from './get-response.ts'
import { select } from './select.ts'

export { getChallenge, getData, getResponse, select }

/** The catalogue: every command this project sends, or a simulated card takes. */
export const apduCommands: readonly ApduCommand<unknown, unknown>[] = [select, getData, getResponse, getChallenge]

/** The row for a received command; undefined when the catalogue has none. */
export function commandFor(apdu: CommandApdu): ApduCommand<unknown, unknown> | undefined {
  return apduCommands.find((command) => command.matches(apdu))
}
