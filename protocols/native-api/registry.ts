import type * as z from 'zod'
import { cardReadBasic } from './card.ts'
import type { EventDeclaration } from './event.ts'
import { cardInserted, cardRemoved, eventsSubscribe, readerAdded, readerRemoved } from './events.ts'
import type { MethodDeclaration } from './method.ts'
import { nhiaChanged } from './nhia.ts'
import { cardChangePin, cardDisablePin, cardEnablePin, cardVerifyPin, hpcChangePin, hpcUnlock, hpcVerifyPin } from './pins.ts'
import {
  cardReadCheckups, cardReadCriticalIllnesses, cardReadCumulative, cardReadMarks, cardReadPrescriptions, cardReadRegister,
  cardReadTreatments, cardReadVaccinations,
} from './protected-card.ts'
import { readersHealth, readersList } from './readers.ts'
import { codeScanned, scanDropped, scannerAdded, scannerRemoved, scannersList } from './scanners.ts'
import { simulatorInsert, simulatorRemove, simulatorScan, simulatorState, simulatorSwap } from './simulator.ts'
import { systemHello, systemStatus } from './system.ts'
import { visitChanged, visitGet, visitList, visitPending, visitSettle } from './visit-journal.ts'
import { visitWrite, visitWriteOrders } from './visit-writing.ts'
import { cardUpdateContent, visitTakeNumber, visitUndo } from './visit.ts'
import { authLogout, cardsChanged, cardStatus, hpcReadBasic, samStatus, samVerify } from './three-cards.ts'

/** Every method of the native API, in the order of the manual. */
export const methods = {
  'system.hello': systemHello,
  'system.status': systemStatus,
  'readers.list': readersList,
  'readers.health': readersHealth,
  'card.readBasic': cardReadBasic,
  'card.status': cardStatus,
  'card.readRegister': cardReadRegister,
  'card.readTreatments': cardReadTreatments,
  'card.readCriticalIllnesses': cardReadCriticalIllnesses,
  'card.readPrescriptions': cardReadPrescriptions,
  'card.readVaccinations': cardReadVaccinations,
  'card.readCheckups': cardReadCheckups,
  'card.readCumulative': cardReadCumulative,
  'card.readMarks': cardReadMarks,
  'card.updateContent': cardUpdateContent,
  'visit.takeNumber': visitTakeNumber,
  'visit.undo': visitUndo,
  'card.verifyPin': cardVerifyPin,
  'card.enablePin': cardEnablePin,
  'card.changePin': cardChangePin,
  'card.disablePin': cardDisablePin,
  'hpc.readBasic': hpcReadBasic,
  'hpc.verifyPin': hpcVerifyPin,
  'hpc.changePin': hpcChangePin,
  'hpc.unlock': hpcUnlock,
  'sam.status': samStatus,
  'sam.verify': samVerify,
  'auth.logout': authLogout,
  'visit.write': visitWrite,
  'visit.writeOrders': visitWriteOrders,
  'visit.list': visitList,
  'visit.pending': visitPending,
  'visit.get': visitGet,
  'visit.settle': visitSettle,
  'scanners.list': scannersList,
  'events.subscribe': eventsSubscribe,
  'simulator.state': simulatorState,
  'simulator.insert': simulatorInsert,
  'simulator.remove': simulatorRemove,
  'simulator.swap': simulatorSwap,
  'simulator.scan': simulatorScan,
} as const satisfies Record<string, MethodDeclaration>

export type Methods = typeof methods
export type MethodName = keyof Methods
export type ParamsOf<Name extends MethodName> = z.output<Methods[Name]['params']>
/** What a caller may leave out is optional here. */
export type CallParams<Name extends MethodName> = z.input<Methods[Name]['params']>
export type ResultOf<Name extends MethodName> = z.output<Methods[Name]['result']>

/** Every event of the native API. */
export const events = {
  'reader.added': readerAdded,
  'reader.removed': readerRemoved,
  'card.inserted': cardInserted,
  'card.removed': cardRemoved,
  'cards.changed': cardsChanged,
  'nhia.changed': nhiaChanged,
  'visit.changed': visitChanged,
  'scanner.added': scannerAdded,
  'scanner.removed': scannerRemoved,
  'code.scanned': codeScanned,
  'scan.dropped': scanDropped,
} as const satisfies Record<string, EventDeclaration>

export type Events = typeof events
export type EventName = keyof Events

/** An event as it travels: consecutive `seq`, time of the daemon's clock in UTC. */
export type NumberedEvent = {
  [Name in EventName]: { seq: number, at: string, event: Name, data: z.output<Events[Name]['data']> }
}[EventName]

export function isMethodName(name: string): name is MethodName {
  return Object.hasOwn(methods, name)
}
