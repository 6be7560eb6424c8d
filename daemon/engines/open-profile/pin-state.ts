import type { PinState } from '#protocols/hpc-card/pin.machine'
import { verify } from '#protocols/iso7816/commands/index'
import type { ProfileCard } from './profile-card.ts'

/** P2 of the commands about a card's own PIN. */
export const PIN = 0x81

/** VERIFY without data: how things stand, at no try's cost. */
export async function pinStateOf(card: ProfileCard): Promise<PinState> {
  const { sw } = await card.ask(verify, { reference: PIN })
  if (sw === 0x9000) return 'verified'
  if (sw === 0x6984) return 'notSet'
  if (sw === 0x6983 || sw === 0x63c0) return 'blocked'
  return (sw & 0xfff0) === 0x63c0 ? 'unverified' : 'unknown'
}
