import { describe, it } from 'vitest'
import { SimulatedPcsc } from '#simulator/readers/pcsc-context'
import { VirtualClock } from '#simulator/virtual-clock'
import { cardFor } from './contract-card.fixture.ts'
import { pcscContextContract, type PcscContextWorld } from './pcsc-context.contract.ts'
import { untilBy } from './session-link.fixture.ts'

function simulated(): PcscContextWorld {
  const pcsc = new SimulatedPcsc()
  const reader = 'Reader 00 00'
  pcsc.plug(reader)
  return {
    reader,
    open: pcsc.open,
    insert: (card) => pcsc.insert(reader, cardFor(card)),
    insertMute: () => pcsc.insert(reader, cardFor('mute')),
    remove: () => pcsc.remove(reader),
    resetByOther: () => pcsc.resetByOther(reader),
    unplug: () => pcsc.unplug(reader),
    plug: () => pcsc.plug(reader),
    stopService: () => pcsc.stopService(),
    startService: () => pcsc.startService(),
    until: untilBy(new VirtualClock('2026-01-15T09:00:00+08:00')),
  }
}

describe('the simulated PC/SC service', () => {
  it.each(pcscContextContract)('$sentence', ({ run }) => run(simulated()))
})
