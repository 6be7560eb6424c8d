import { fill, type Bilingual } from '../bilingual.ts'
import type { Door, Folded, OrderListRecord, TreatmentVersion, Write } from './visit-record.ts'

/** What somebody has to do about a visit, or bring, before it is settled. */
export interface Pending {
  readonly waitsFor: 'card' | 'centre' | 'person'
  readonly step: Bilingual
  /** Milliseconds since 1970. */
  readonly since: number
}

type Case = Omit<Pending, 'since'>

/** Each case of a visit that is not settled, with what to do. `{slots}` are filled from the record. */
export const pendingCases = {
  numberUnknown: {
    waitsFor: 'card',
    step: {
      zh: '不確定健保署是否已給就醫序號。請勿重新取號；插入同一張健保卡，服務會自行查明。',
      en: 'It is not known whether NHIA has counted this visit. Do not take another number: insert the same card, and the '
        + 'service finds out.',
    },
  },
  numberAtCentreUnknown: {
    waitsFor: 'centre',
    step: {
      zh: '不確定健保署是否已給就醫序號，目前無法詢問。請勿重新取號；確認健保 VPN 已連線，同一張健保卡留在讀卡機，服務會自行查明。',
      en: 'It is not known whether NHIA has counted this visit, and it cannot be asked now. Do not take another number: see that '
        + 'the VPN works and leave the same card inserted; the service finds out.',
    },
  },
  numberMayComeYet: {
    waitsFor: 'centre',
    step: {
      zh: '健保署目前沒有這筆就醫，但仍可能遲到。請將同一張健保卡留在讀卡機約一分鐘，服務會再確認。',
      en: 'NHIA does not have this visit, and could count it yet. Leave the same card inserted for about a minute; the service '
        + 'looks again.',
    },
  },
  numberOnCardUnknown: {
    waitsFor: 'card',
    step: {
      zh: '不確定健保卡是否已寫入就醫序號。請勿重新取號；插入同一張健保卡，服務會自行查明。',
      en: 'It is not known whether the card has this number. Do not take another one: insert the same card, and the service finds out.',
    },
  },
  numberTakingBack: {
    waitsFor: 'centre',
    step: {
      zh: '健保卡沒有寫入，健保署的就醫序號還要取消。請確認健保 VPN 已連線，再插入同一張健保卡。',
      en: 'The card does not have this number, and NHIA is still to take it back. See that the VPN works, then insert the same card.',
    },
  },
  numberForPerson: {
    waitsFor: 'person',
    step: {
      zh: '無法查明就醫序號是否成立{owed}。請確認後擇一：病人仍在時退掛重取；已離開時以異常就醫序號上傳。完成後按「已處理」。',
      en: 'What became of this number cannot be found out{owed}. While the patient is there, undo it and take another; if not, '
        + 'upload the visit with an irregular number. Then press “Looked after”.',
    },
  },
  numberNotTold: {
    waitsFor: 'person',
    step: {
      zh: '就醫序號 {number} 已取得，但掛號程式沒有收到。請以同一張健保卡再取號一次，會得到同一個序號；不需要時請退掛。',
      en: 'Number {number} was taken, and the program that asked was not told. Take the number once more with the same card: it '
        + 'gets this one. If it is not wanted, undo the visit.',
    },
  },
  undoStopped: {
    waitsFor: 'card',
    step: {
      zh: '退掛沒有做完。請插入同一張健保卡再退掛一次，會接著做完；做完前這張卡不要重新取號。',
      en: 'The undo was not finished. Insert the same card and undo the visit once more: it goes on from there. Take no new number before.',
    },
  },
  undoImpossible: {
    waitsFor: 'person',
    step: {
      zh: '退掛沒有做完，而且已無法在卡上完成（{code}）。健保署可能已取消這筆就醫，請向健保署確認，完成後按「已處理」。',
      en: 'The undo was not finished and cannot be any more on the card ({code}). NHIA may have taken the visit back: ask NHIA, '
        + 'then press “Looked after”.',
    },
  },
  ordersUnknown: {
    waitsFor: 'card',
    step: {
      zh: '處方寫到第 {written} 筆（共 {count} 筆）後中斷，後面不確定。簽章都已保存。請插入同一張健保卡與已驗證 PIN 的醫事人員卡，服務會查明。',
      en: 'Writing orders stopped after {written} of {count}; what stands behind is not known. All signatures are kept. Insert '
        + 'the same card and a professional card with its PIN verified, and the service finds out.',
    },
  },
  ordersToWrite: {
    waitsFor: 'card',
    step: {
      zh: '{count} 筆處方中，前 {written} 筆已在卡上。請插入同一張健保卡，從第 {next} 筆起補寫，不要整批重寫。',
      en: 'Of {count} orders the first {written} stand on the card. Insert the same card and write the rest, from order {next} '
        + 'on, not all of them.',
    },
  },
  treatmentToWrite: {
    waitsFor: 'card',
    step: {
      zh: '診斷或費用沒有確定寫入。請插入同一張健保卡再寫入一次；重複寫入相同內容不會重複計算。',
      en: 'It is not sure that diagnoses and fees were written. Insert the same card and write them once more: the same twice counts once.',
    },
  },
  treatmentAtCentreUnknown: {
    waitsFor: 'person',
    step: {
      zh: '已請健保署寫入診斷與費用，但沒有收到回覆，可能已寫入。插入同一張健保卡，服務會詢問健保署；'
        + '或由原程式先查 Treatment/NoNeedHPC，沒有時再寫一次（3209 表示已寫入）。查明後按「已處理」。',
      en: 'NHIA was asked to write diagnoses and fees and may have them: no answer came. Insert the same card, and the service asks '
        + 'NHIA; or the program looks by Treatment/NoNeedHPC, and where they are not there writes the same once more (3209: they '
        + 'were written). Then press “Looked after”.',
    },
  },
  treatmentNotAtCentre: {
    waitsFor: 'person',
    step: {
      zh: '健保署沒有這筆診斷與費用。仍需要時請由原程式查 Treatment/NoNeedHPC 後再寫一次（3209 表示已寫入）；不需要時按「已處理」。',
      en: 'NHIA does not have these diagnoses and fees. If they are still wanted, the program looks by Treatment/NoNeedHPC and writes '
        + 'them once more (3209: they were written); if not, press “Looked after”.',
    },
  },
  ordersAtCentreUnknown: {
    waitsFor: 'person',
    step: {
      zh: '已請健保署寫入 {count} 筆處方，但沒有收到回覆，可能已寫入，簽章沒有收到。查明之前請勿再寫：插入同一張健保卡與已驗證 PIN '
        + '的醫事人員卡，服務會詢問健保署；或由原程式查 Prescription/Query。查明後按「已處理」。',
      en: 'NHIA was asked to write {count} orders and may have them: no answer and no signature came. Write nothing again before it '
        + 'is known: insert the same card and a professional card with its PIN verified, and the service asks NHIA; or the program '
        + 'looks by Prescription/Query. Then press “Looked after”.',
    },
  },
  ordersNotAtCentre: {
    waitsFor: 'person',
    step: {
      zh: '健保署沒有這 {count} 筆處方。仍需要時請由原程式先查 Prescription/Query，確認沒有後再寫；不需要時按「已處理」。',
      en: 'NHIA does not have these {count} orders. If they are still wanted, the program looks by Prescription/Query, and writes them '
        + 'where they are not there; if not, press “Looked after”.',
    },
  },
  undoAtCentreUnknown: {
    waitsFor: 'person',
    step: {
      zh: '已請健保署退掛，但沒有收到回覆，可能已退掛。插入同一張健保卡，服務會詢問健保署；或由原程式查 Treatment/NoNeedHPC，'
        + '仍列出時再退掛一次（SequelNumber/Rollback，3220 表示已退掛）。查明後按「已處理」。',
      en: 'NHIA was asked to undo this visit and may have done it: no answer came. Insert the same card, and the service asks NHIA; or '
        + 'the program looks by Treatment/NoNeedHPC, and where the visit is listed undoes it once more (SequelNumber/Rollback; 3220: '
        + 'it was undone). Then press “Looked after”.',
    },
  },
  undoNotAtCentre: {
    waitsFor: 'person',
    step: {
      zh: '健保署仍有這筆就醫，沒有退掛。仍要退掛時請由原程式再退掛一次（SequelNumber/Rollback，3220 表示已退掛）；不需要時按「已處理」。',
      en: 'NHIA still has this visit: it was not undone. If it is to be, the program undoes it once more (SequelNumber/Rollback; 3220: '
        + 'it was undone); if not, press “Looked after”.',
    },
  },
  updateToRepeat: {
    waitsFor: 'card',
    step: {
      zh: '卡片內容更新沒有做完。請插入同一張健保卡，再更新一次。',
      en: 'The update of the card was not finished. Insert the same card and update it once more.',
    },
  },
} as const satisfies Record<string, Case>

type CaseName = keyof typeof pendingCases

const isUnsettled = ({ isSettled }: { readonly isSettled: boolean }) => !isSettled

/**
 * Whether a write went to NHIA alone, as a program of 6.0 does it through us: what became of it the centre says, and a card never
 * does.
 */
export const isAtCentre = ({ door }: { readonly door: Door }): boolean => door === 'remoteProxy'

/** Whether nobody knows what stands of a write. */
export function isOpenWrite({ state, isSettled }: { readonly state: string, readonly isSettled: boolean }): boolean {
  return !isSettled && (state === 'underWay' || state === 'stopped')
}

/** Diagnoses or fees that a later version does not stand for. */
function unwritten(treatments: readonly TreatmentVersion[]): TreatmentVersion | undefined {
  return treatments.find((one, at) => {
    if (one.isSettled || one.state === 'done' || one.state === 'refused') return false
    const later = treatments.slice(at + 1).filter(({ state }) => state === 'done')
    return (one.diagnoses !== null && later.every(({ diagnoses }) => diagnoses === null))
      || (one.fees !== null && later.every(({ fees }) => fees === null))
      || (one.fees === null && one.diagnoses === null && later.length === 0)
  })
}

/** A list that lacks orders which no later list brought. */
function unfinished(orders: readonly OrderListRecord[]): OrderListRecord | undefined {
  return orders.find((list, at) => (
    list.state === 'notThere' && isUnsettled(list) && !orders.slice(at + 1).some(({ state }) => state === 'done')
  ))
}

function pending(name: CaseName, since: number, slots: Readonly<Record<string, string | number>> = {}): Pending {
  const { waitsFor, step } = pendingCases[name]
  return { waitsFor, step: fill(step, slots), since }
}

const unknownCases = {
  card: 'numberUnknown', centre: 'numberAtCentreUnknown', time: 'numberMayComeYet', person: 'numberForPerson',
} as const

function ofNumber({ number, undo }: Folded): Pending | null {
  if (number === null || number.isSettled || undo?.state === 'done') return null
  switch (number.state) {
    case 'asking': return pending('numberUnknown', number.since)
    case 'unknown': return pending(unknownCases[number.waitsFor ?? 'card'], number.since, { owed: '' })
    case 'writing': case 'cardUnknown': return pending('numberOnCardUnknown', number.since)
    case 'takingBack': return pending('numberTakingBack', number.since)
    case 'forPerson': {
      const owed = number.owedNumber === null ? '' : ` (${number.owedNumber})`
      return pending('numberForPerson', number.since, { owed })
    }
    case 'none': return null
    case 'taken': {
      const { sequenceNumber = '', treatmentDateTime = '' } = number.given ?? {}
      const shown = sequenceNumber === '' ? treatmentDateTime : sequenceNumber
      return number.isTold ? null : pending('numberNotTold', number.since, { number: shown })
    }
  }
}

function ofUndo(undo: Write | null): Pending | null {
  if (undo === null) return null
  if (isOpenWrite(undo)) return pending(isAtCentre(undo) ? 'undoAtCentreUnknown' : 'undoStopped', undo.since)
  if (undo.state !== 'notThere' || undo.isSettled) return null
  return pending(isAtCentre(undo) ? 'undoNotAtCentre' : 'undoImpossible', undo.since, { code: undo.code })
}

function treatmentCase(version: TreatmentVersion): CaseName {
  if (!isAtCentre(version)) return 'treatmentToWrite'
  return isOpenWrite(version) ? 'treatmentAtCentreUnknown' : 'treatmentNotAtCentre'
}

/** What a visit waits for first; null when all of it is settled. */
export function pendingOf(record: Folded): Pending | null {
  const { treatments, orders, undo, update } = record
  const number = ofNumber(record)
  if (number !== null) return number
  const taking = ofUndo(undo)
  if (taking !== null) return taking
  if (undo?.state !== 'done') {
    const lost = orders.find(isOpenWrite)
    if (lost !== undefined) {
      const name = isAtCentre(lost) ? 'ordersAtCentreUnknown' : 'ordersUnknown'
      return pending(name, lost.since, { written: lost.written, count: lost.orders.length })
    }
    const rest = unfinished(orders)
    if (rest !== undefined) {
      const { since, written, orders: { length: count } } = rest
      return pending(isAtCentre(rest) ? 'ordersNotAtCentre' : 'ordersToWrite', since, { written, count, next: written + 1 })
    }
    const treatment = unwritten(treatments)
    if (treatment !== undefined) return pending(treatmentCase(treatment), treatment.since)
  }
  if (update !== null && (isOpenWrite(update) || (update.state === 'notThere' && isUnsettled(update)))) {
    return pending('updateToRepeat', update.since)
  }
  return null
}
