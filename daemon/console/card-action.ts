import type { CallOptions, NhicardClient } from '#client/index'
import type { Work } from './work.ts'

/**
 * Does at the daemon what a person asked of a card.
 * @param pin as it was typed, for `verifyPin`
 * @throws CallError, ConnectionLostError
 */
export async function actOnCard(
  client: NhicardClient, { action, card, place }: Extract<Work, { kind: 'card' }>, pin: string | undefined,
  options: CallOptions,
): Promise<void> {
  switch (action) {
    case 'verifySam':
      await client.call('sam.verify', {}, options)
      return
    case 'logout':
      await client.call('auth.logout', { card: card === 'sam' ? 'all' : card }, options)
      return
    case 'verifyPin': {
      // without one the reader's own pad would be asked, which nobody meant
      if (place === null || pin === undefined) throw new Error('there is no PIN to verify')
      await client.call(card === 'hpc' ? 'hpc.verifyPin' : 'card.verifyPin', { reader: place.reader, pin }, options)
    }
  }
}
