import { unhex } from '#protocols/bytes/hex'

/** The number of a card as it is printed: its id is those characters. @param id in hex */
export function printedNumber(id: string): string {
  const characters = /^(?:[0-9a-f]{2})+$/i.test(id) ? String.fromCharCode(...unhex(id)) : id
  return /^[\x21-\x7e]+$/.test(characters) ? characters : id
}
