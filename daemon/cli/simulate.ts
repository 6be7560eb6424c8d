import { createInterface } from 'node:readline'

export interface SimulateCardOptions {
  readonly vpcd: string
  readonly card: string
  readonly seed: number
  readonly list: boolean
}

const HELP = 'commands on standard input: insert [card], remove, swap <card>, quit'

/** `nhicard simulate card`: one card process; lines on standard input move the card. */
export async function simulateCard({ vpcd, card, seed, list }: SimulateCardOptions): Promise<void> {
  const { cardShelf } = await import('#simulator/card-shelf')
  const { VpcdAttachment } = await import('#simulator/attachments/vpcd')
  const shelf = cardShelf(seed)
  if (list) {
    for (const shelved of shelf) process.stdout.write(`${shelved.card}\t${shelved.label.zh}\t${shelved.label.en}\n`)
    return
  }
  const find = (key: string) => {
    const shelved = shelf.find((other) => other.card === key)
    if (shelved === undefined) throw new Error(`no card ${key}; --list shows them`)
    return shelved.make()
  }
  const [, host = '127.0.0.1', port = '35963'] = /^(.*):(\d+)$/.exec(vpcd) ?? []
  const attachment = new VpcdAttachment({ host, port: Number(port) })
  const say = (text: string) => process.stdout.write(`${text}\n`)
  attachment.on('state', say)
  attachment.insert(find(card))

  say(HELP)
  // The end of the input ends nothing: a card started by a service or in the background has none.
  for await (const line of createInterface({ input: process.stdin })) {
    const [command = '', key = card] = line.trim().split(/\s+/)
    try {
      if (command === 'insert') attachment.insert(find(key))
      else if (command === 'remove') attachment.remove()
      else if (command === 'swap') attachment.swap(find(key))
      else if (command === 'quit') return attachment.close()
      else if (command !== '') say(HELP)
    } catch (error) {
      say(error instanceof Error ? error.message : String(error))
    }
  }
}
