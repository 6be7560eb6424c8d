import { rocFromIso } from '#protocols/bytes/roc-date'
import type { CloudCard } from '../cloud-card.ts'
import type { Answers } from './remote-talk.ts'

const DIGITS = 2

const rocDate = (iso: string | null | undefined) => iso === null || iso === undefined ? '' : rocFromIso(iso)

function identity({ holder: { cardSn, name, idCardNum, birthday, sex, dateIssue, cancelled } }: CloudCard) {
  return {
    cardSn, name, idCardNum, birthday: rocDate(birthday), sex, dateIssue: rocDate(dateIssue), cancelTermination: cancelled ? '2' : '1',
  }
}

/** A count as in the buffers of csHIS; '00' where the card has none. */
function left(card: CloudCard) {
  const validity = card.first('validity')
  return {
    cardValidity: rocDate(validity?.cardValidity), treatmentCounter: String(validity?.treatmentCounter ?? 0).padStart(DIGITS, '0'),
  }
}

/** A cancelled card tells who it is too, as it does itself, and that it is cancelled. */
export const basicData: Answers<'BasicData/Query' | 'BasicData/Register' | 'BasicData/Register2' | 'EmergentTel/Query'> = {
  'BasicData/Query': ({ card }) => identity(card),
  'BasicData/Register': ({ card }) => {
    const { insurerCode = '', insurerId = '' } = card.first('insured') ?? {}
    const { newbornBirthday = null, newbornBaby = '' } = card.first('newborn') ?? {}
    return { ...identity(card), insurerCode, insurerId, ...left(card), newbornBirthday: rocDate(newbornBirthday), newbornBaby }
  },
  'BasicData/Register2': ({ card }) => left(card),
  'EmergentTel/Query': ({ card }) => ({ tel: card.first('emergencyPhone')?.tel ?? '' }),
}
