import { expect, test } from 'vitest'
import { hpcApplication } from '#protocols/auth/applications'
import { hex, unhex } from '#protocols/bytes/hex'
import { hpcBasic, hpcCardInfo } from '#protocols/hpc-card/contents'
import { decodeResponseApdu, encodeCommandApdu } from '#protocols/iso7816/apdu'
import { getData, select } from '#protocols/iso7816/commands/index'
import { hcApplication } from '#protocols/nhi-card/application'
import { cardId } from '#protocols/nhi-card/card-id'
import { publicBasic } from '#protocols/nhi-card/public-basic'
import { cardShelf, type ShelvedCard } from './card-shelf.ts'

/** What a card shows of itself to anybody; where it is broken, as much as can be read. */
function shownBy({ make }: ShelvedCard): { readonly cardId?: string, readonly number?: string, readonly person?: string } {
  const card = make()
  if (card.atr.length === 0) return {}
  const asked = (capdu: Uint8Array) => {
    const answer = card.transmit(capdu)
    if (answer === undefined || answer.length < 2) return undefined
    const { data, sw } = decodeResponseApdu(answer)
    return sw === 0x9000 ? data : undefined
  }
  const object = (tag: number) => asked(encodeCommandApdu(getData.encode({ tag, data: unhex('0000') })))
  for (const { aid } of [hcApplication, hpcApplication]) {
    card.reset()
    asked(encodeCommandApdu(select.encode({ aid: unhex(aid) })))
    const [id, basic, holder, info] = [cardId.tag, publicBasic.tag, hpcBasic.tag, hpcCardInfo.tag].map(object)
    // whatever is broken within the block: where the number and the ID stand in it is the same
    const text = basic === undefined || basic.length < 56 ? undefined : String.fromCharCode(...basic)
    const shown = {
      ...id === undefined ? {} : { cardId: hex(id) },
      ...text === undefined ? {} : { number: text.slice(0, 12), person: text.slice(32, 42) },
      ...holder === undefined || info === undefined ? {} : {
        number: hpcCardInfo.content.decode(info).serialNumber, person: hpcBasic.content.decode(holder).idCardNum,
      },
    }
    if (Object.keys(shown).length > 0) return shown
  }
  return {}
}

const shelf = cardShelf(1)
const shown = new Map(shelf.map((shelved) => [shelved.card, shownBy(shelved)]))
const doubles = (values: readonly (string | undefined)[]) => (
  values.filter((value, at) => value !== undefined && values.indexOf(value) !== at)
)

test('nearly every card of the shelf says who it is', () => {
  expect([...shown.values()].filter(({ person }) => person !== undefined).length).toBeGreaterThan(shelf.length - 8)
})

test.each(['cardId', 'number'] as const)('no two cards have the same %s', (what) => {
  expect(doubles([...shown.values()].map((one) => one[what]))).toEqual([])
})

test('no two cards belong to the same person but where the shelf says so', () => {
  const owners = shelf.filter(({ samePersonAs }) => samePersonAs === undefined).map(({ card }) => shown.get(card)?.person)
  expect(doubles(owners)).toEqual([])
})

test('what the shelf calls another card of somebody is one', () => {
  const seconds = shelf.filter(({ samePersonAs }) => samePersonAs !== undefined)
  expect(seconds.length).toBeGreaterThan(0)
  for (const { card, samePersonAs = '' } of seconds) {
    const { person } = shown.get(card) ?? {}
    if (person !== undefined) expect(shown.get(samePersonAs)?.person, card).toBe(person)
    expect(shelf.find((one) => one.card === samePersonAs)?.samePersonAs, card).toBeUndefined()
  }
})

test('any seed gives its patients cards and IDs that nobody of the shelf has', () => {
  for (let seed = 0; seed < 50; seed++) {
    const seen = cardShelf(seed).filter(({ card, samePersonAs }) => /^hc\./.test(card) && samePersonAs === undefined).map(shownBy)
    expect(doubles(seen.map(({ person }) => person)), `seed ${seed}`).toEqual([])
    expect(doubles(seen.map(({ cardId: id }) => id)), `seed ${seed}`).toEqual([])
  }
})
