// The program that `npm run bench` starts with --expose-gc: whether anything is left behind by the lives of cards.
import { hcFiles } from '#protocols/nhi-card/contents'
import { people } from '#simulator/people'
import { CardDesk } from '#simulator/cards/card-desk.fixture'
import { HealthCard } from '#simulator/cards/health-card'
import { growth, type Load } from './growth.ts'

const persons = people(7, 100)
const order = hcFiles.orders.encode({
  treatmentDateTime: '2026-01-15T09:30:00', orderType: '2', treatmentItemCode: 'A000000100', treatmentPosition: '',
  usage: 'TID', days: 3, totalQuantity: '00009.0', deliveryNotes: '01',
})

/** Each is made, authenticated by the same SAM, read, written to, and cut off while it is written to again. */
async function healthCards(times: number): Promise<Load> {
  const desk = new CardDesk()
  await desk.authenticateSam()
  let count = 0
  return {
    name: 'lives of health cards', times, waiting: () => 0, close: async () => {},
    once: () => {
      desk.insert(new HealthCard(persons[count++ % persons.length]!))
      desk.authenticate('hc')
      desk.read('visits')
      desk.append('orders', order)
      desk.hc.eeprom.cutAfter(100)
      desk.plain(desk.hc, desk.wrapped({ cla: 0, ins: 0xe2, p1: 0, p2: hcFiles.orders.sfi << 3, data: order }))
      desk.hc.reset()
      desk.passed.length = 0
    },
  }
}

/** Three cards, all authentications, all files. */
function desks(times: number): Load {
  return {
    name: 'lives of three cards on a desk, after the first half', times, warming: times / 2, waiting: () => 0, close: async () => {},
    once: async () => {
      const desk = new CardDesk()
      await desk.authenticateAll()
      desk.read('orders')
    },
  }
}

process.send?.([await growth(await healthCards(10_000)), await growth(desks(1_000))])
