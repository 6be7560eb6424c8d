import { pinVerificationOf } from '#protocols/ccid/pin-data'
import { pinModificationOf } from '#protocols/ccid/pin-modification'
import { TransferError, type Exchange, type ReaderLink } from '#protocols/port/reader-link'
import { isTaken, pinCommand, promptsOf, type PinPrompt } from '#simulator/readers/pin-block'

/** What a person enters when a pad asks for this, or `cancelled`; what no pad takes, as `timedOut`, is waited for in vain. */
export type AtPad = (prompt: PinPrompt) => string

/** Somebody enters one thing after another, and then nothing any more. */
export function inTurn(entries: readonly string[]): AtPad {
  const left = [...entries]
  return () => left.shift() ?? 'timedOut'
}

/** Readers with a pad, at which somebody does something at once. */
export function withPad(link: ReaderLink, pad: AtPad): ReaderLink {
  return {
    kind: link.kind,
    start: (listener) => link.start(listener),
    close: () => link.close(),
    transfer: async (request) => {
      const exchanges = request.exchanges.map((exchange) => entered(exchange, pad))
      // a PIN is entered by a command of its own, and the reader itself says that the new ones differ
      if (exchanges.includes('differ')) return [Uint8Array.of(0x64, 0x02)]
      return link.transfer({ ...request, exchanges: exchanges.filter((exchange) => exchange !== 'differ') })
    },
  }
}

/** @throws TransferError for an entry that is cancelled, and one that the pad does not take in time */
function entered({ pinEntry: entry, ...exchange }: Exchange, pad: AtPad): Exchange | 'differ' {
  if (entry === undefined) return exchange
  const command = { entry, apdu: exchange.capdu }
  const structure = entry.change === undefined ? pinVerificationOf(command) : pinModificationOf(command)
  const prompts = promptsOf(structure)
  const entries = prompts.map((prompt) => {
    const digits = pad(prompt)
    if (digits === 'cancelled') throw new TransferError('pinCancelled', exchange.step)
    if (!isTaken(structure, digits)) throw new TransferError('pinTimeout', exchange.step)
    return digits
  })
  if (prompts.at(-1) === 'again' && entries.at(-1) !== entries.at(-2)) return 'differ'
  return { ...exchange, capdu: pinCommand(structure, entries) }
}
