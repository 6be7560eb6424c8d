// The program that `npm run bench` starts with --expose-gc: whether anything is left behind by commands and insertions.
import { basicExchanges } from '#protocols/nhi-card/basic-read'
import { DrivenReader } from './driven-reader.ts'
import { t1Pair } from './frame-engines.ts'
import { growth, type Load } from './growth.ts'

const [SELECT, , GET_BASIC] = basicExchanges

/** Commands to a card that stays in. */
async function commands(reader: DrivenReader, times: number): Promise<Load> {
  if (SELECT === undefined || GET_BASIC === undefined) throw new Error('the basic read has no commands')
  await reader.begin()
  await reader.transfer([SELECT])
  return {
    name: `commands over ${reader.name}`, times, once: () => reader.transfer([GET_BASIC]), waiting: () => reader.waiting,
    close: () => reader.close(),
  }
}

/** Each with one command; the time between is long enough for everything that follows a movement. */
async function insertions(reader: DrivenReader, times: number): Promise<Load> {
  if (SELECT === undefined) throw new Error('the basic read has no commands')
  await reader.begin()
  return {
    name: `insertions into ${reader.name}`, times, waiting: () => reader.waiting, close: () => reader.close(),
    once: async () => {
      await reader.remove()
      await reader.pass(700)
      await reader.insert()
      await reader.transfer([SELECT])
    },
  }
}

/** A pair of engines for each card, as at each insertion, dropped without a farewell. */
function engines(times: number): Load {
  return {
    name: 'new pairs of T=1 engines', times, once: () => t1Pair(254)(), waiting: () => 0, close: async () => {},
  }
}

const instant = true
const growths = [
  await growth(await commands(DrivenReader.usb('tpdu'), 100_000)),
  await growth(await insertions(DrivenReader.usb('tpdu'), 10_000)),
  await growth(engines(10_000)),
  await growth(await commands(DrivenReader.serial('GemPCTwin', { instant }), 10_000)),
  await growth(await insertions(DrivenReader.serial('GemPCTwin', { instant }), 500)),
  await growth(await commands(DrivenReader.phoenix({ instant }), 10_000)),
  await growth(await insertions(DrivenReader.phoenix({ instant }), 500)),
]
process.send?.(growths)
