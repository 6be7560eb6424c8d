import { readerLinkContract, type ReaderLinkWorld } from '#drivers/contract/reader-link.contract'
import { phoenixSerialDriver } from '#drivers/phoenix-serial/phoenix-driver'
import { LINE, phoenixPresence } from './adapter.ts'
import { checksOf, type CheckGroup, type Opened } from './check-group.ts'
import { linkOf } from './driven-reader.ts'
import { plugLine, serialPorts, unplugLine } from './line-world.ts'
import { realClock } from './real-time.ts'
import { Twin } from './twin.ts'

async function world(): Promise<Opened<ReaderLinkWorld>> {
  const ports = serialPorts()
  const twin = await Twin.make({ kind: 'phoenix' })
  await plugLine(twin)
  const { line: signal, when: asserted } = phoenixPresence
  const { link, until } = linkOf(phoenixSerialDriver({
    ports, clock: realClock,
    readers: [{ place: { path: LINE }, model: 'phoenix', wiring: { presence: { signal, asserted } } }],
  }))
  return {
    world: {
      link, until, insert: (card) => twin.tell({ do: 'insert', card }), remove: () => twin.tell({ do: 'remove' }),
      unplug: () => twin.unplug(), plug: () => plugLine(twin),
    },
    close: async () => {
      await link.close()
      await unplugLine(twin)
    },
  }
}

export function phoenix(): CheckGroup<'phoenix'> {
  return { checks: checksOf('our Phoenix driver on a CDC-ACM adapter', readerLinkContract, world), close: () => {} }
}
