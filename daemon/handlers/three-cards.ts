import type { TypedPins } from '#protocols/hpc-card/pin-entry'
import { professionOfClass } from '#protocols/hpc-card/contents'
import type { PinOperation } from '#protocols/hpc-card/pin.machine'
import type { Professional } from '../engines/open-profile/card-identity.ts'
import type { Place } from '../sessions/readers.ts'
import type { Caller, Handlers } from './handler.ts'
import type { LazyThreeCards } from './protected-card.ts'

type Names =
  | 'card.status' | 'sam.status' | 'sam.verify' | 'auth.logout' | 'hpc.readBasic'
  | 'card.verifyPin' | 'card.enablePin' | 'card.changePin' | 'card.disablePin'
  | 'hpc.verifyPin' | 'hpc.changePin' | 'hpc.unlock'

interface Pins {
  readonly reader?: string | undefined
  readonly pin?: string | undefined
  readonly puk?: string | undefined
  readonly newPin?: string | undefined
}

/** What a caller typed; nothing at all means the reader's own pad. The page asked for the new PIN twice. */
function typedOf({ pin, puk, newPin }: Pins): TypedPins | undefined {
  const secret = puk ?? pin
  if (secret === undefined && newPin === undefined) return undefined
  return { ...secret === undefined ? {} : { secret }, ...newPin === undefined ? {} : { fresh: newPin, repeated: newPin } }
}

const sexOf = (sign: string) => sign === 'M' || sign === 'F' ? sign : ''

function shown({ basic: { classSign, sex, ...basic }, info, reader, epoch }: Professional & Place) {
  const profession = professionOfClass(classSign) ?? null
  return { reader, epoch, professional: { ...basic, sex: sexOf(sex), ...info, profession } } as const
}

export function threeCardHandlers(threeCards: LazyThreeCards): Pick<Handlers, Names> {
  const healthPin = (operation: PinOperation) => async (pins: Pins, caller: Caller) =>
    (await threeCards()).healthPin(pins.reader, { operation, typed: typedOf(pins) }, caller)
  const professionalPin = (operation: PinOperation) => async (pins: Pins, caller: Caller) =>
    (await threeCards()).professionalPin(pins.reader, { operation, typed: typedOf(pins) }, caller)
  return {
    'card.status': async ({ reader }, caller) => (await threeCards()).states(caller, reader),
    'sam.status': async (_, caller) => (await (await threeCards()).states(caller)).sam,
    'sam.verify': async (_, caller) => {
      const cards = await threeCards()
      await cards.verifySam(caller)
      return (await cards.states(caller)).sam
    },
    'auth.logout': async ({ card }, caller) => {
      const cards = await threeCards()
      await cards.states(caller)
      return { loggedOut: cards.logout(card) }
    },
    'hpc.readBasic': async ({ reader }, caller) => (await (await threeCards()).professional(reader, caller)).map(shown),
    'card.verifyPin': healthPin('verify'),
    'card.enablePin': healthPin('enable'),
    'card.changePin': healthPin('change'),
    'card.disablePin': healthPin('disable'),
    'hpc.verifyPin': professionalPin('verify'),
    'hpc.changePin': professionalPin('change'),
    'hpc.unlock': professionalPin('unlock'),
  }
}
