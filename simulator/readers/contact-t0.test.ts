import { describe, expect, it } from 'vitest'
import { hex, unhex } from '#protocols/bytes/hex'
import { decodeCommandApdu, encodeCommandApdu } from '#protocols/iso7816/apdu'
import { apduCommands } from '#protocols/iso7816/commands/index'
import { encodeHeader, tpduOf } from '#protocols/iso7816/t0/tpdu'
import { ScriptedCard, T0_ATR } from './ccid-host.fixture.ts'
import { contactT0 } from './contact-t0.ts'

/** What the card heard of a command that came as an exchange of T=0. */
function heardOf(capdu: string): string | undefined {
  const card = new ScriptedCard(hex(T0_ATR), () => unhex('9000'))
  const contact = contactT0(card, {})
  const tpdu = tpduOf(decodeCommandApdu(unhex(capdu)))
  contact.received(encodeHeader(tpdu))
  if (tpdu.data.length > 0) contact.received(tpdu.data)
  return card.heard[0]
}

/** T=0 has no Le behind data, and sends 00 where there is neither. */
function overT0(capdu: string): string {
  const { cla, ins, p1, p2, data, le } = decodeCommandApdu(unhex(capdu))
  const body = data === undefined ? { le: le ?? 256 } : { data }
  return hex(encodeCommandApdu({ cla, ins, p1, p2, ...body }))
}

describe('a card’s end of T=0', () => {
  const examples = apduCommands.flatMap((command) =>
    command.examples.map(({ capdu }) => [command.name, capdu] as const))

  it.each(examples)('hears %s with its data: %s', (_, capdu) => {
    const { data } = decodeCommandApdu(unhex(capdu))
    const heard = heardOf(capdu)
    if (data !== undefined || capdu.length > 8) expect(heard).toBe(overT0(capdu))
    else expect(heard?.slice(0, 8)).toBe(capdu)
  })

  it.each(examples)('hears the secured %s with its data, whatever it is in plain: %s', (_, capdu) => {
    const secured = `0c${capdu.slice(2, 8)}0d9701008e080102030405060708`
    expect(heardOf(secured)).toBe(secured)
  })

  it.each([1, 3, 4, 8, 200])('hears VERIFY with %i bytes of data', (length) => {
    const capdu = hex(encodeCommandApdu({ cla: 0, ins: 0x20, p1: 0, p2: 0x81, data: new Uint8Array(length).fill(1) }))
    expect(heardOf(capdu)).toBe(capdu)
  })
})
