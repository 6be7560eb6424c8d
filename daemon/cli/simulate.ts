import { cardOf, listCards, moveCards, say } from './card-hands.ts'

export interface SimulateCardOptions {
  readonly vpcd: string
  readonly card: string
  readonly seed: number
  readonly list: boolean
}

/** `nhicard simulate card`: one card process; lines on standard input move the card. */
export async function simulateCard({ vpcd, card, seed, list }: SimulateCardOptions): Promise<void> {
  const { cardShelf } = await import('#simulator/card-shelf')
  const { VpcdAttachment } = await import('#simulator/attachments/vpcd')
  const shelf = cardShelf(seed)
  if (list) return listCards(shelf)
  const [, host = '127.0.0.1', port = '35963'] = /^(.*):(\d+)$/.exec(vpcd) ?? []
  const attachment = new VpcdAttachment({ host, port: Number(port) })
  attachment.on('state', say)
  attachment.insert(cardOf(shelf, card))
  await moveCards(attachment, shelf, card)
  await attachment.close()
}
