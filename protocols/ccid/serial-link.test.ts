import { describe, expect, it } from 'vitest'
import { hex, unhex } from '../bytes/hex.ts'
import { encodeSerialFrame, encodeSlotChange, serialNak } from './serial-framing.ts'
import { createSerialLink, MAX_REPETITIONS, type SerialEffect } from './serial-link.ts'

const command = unhex('65000000000001000000')
const answer = unhex('81000000000001020000')
const frame = encodeSerialFrame(command)

const said = (effects: readonly SerialEffect[]) => effects.map((effect) => {
  switch (effect.type) {
    case 'write': return `write ${hex(effect.bytes)}`
    case 'message': return `message ${hex(effect.message)}`
    case 'failed': return `failed ${effect.failure}`
    default: return effect.type
  }
})
const sent = () => {
  const link = createSerialLink(271)
  expect(said(link.send(command))).toEqual([`write ${hex(frame)}`])
  return link
}
const given = `message ${hex(answer)}`

describe('the host on a serial line', () => {
  it('takes the echo of its command away, and does without one', () => {
    const twin = sent()
    expect(said(twin.received(frame))).toEqual([])
    expect(said(twin.received(encodeSerialFrame(answer)))).toEqual([given])
    expect(said(sent().received(encodeSerialFrame(answer)))).toEqual([given])
  })

  it('hears a card come or go between echo and answer, and a wish for more time', () => {
    const link = sent()
    const bytes = [...frame, ...encodeSlotChange({ present: true, changed: true }), 0x82, ...encodeSerialFrame(answer)]
    expect(said(link.received(Uint8Array.from(bytes)))).toEqual(['slotChange', 'timeRequest', given])
  })

  it('repeats a refused command, a few times and not for ever', () => {
    const link = sent()
    for (let time = 0; time < MAX_REPETITIONS; time++) {
      expect(said(link.received(serialNak))).toEqual([`write ${hex(frame)}`])
    }
    expect(said(link.received(serialNak))).toEqual(['failed refusedRepeatedly'])
    expect(said(link.received(serialNak))).toEqual([])
    expect(said(createSerialLink().received(serialNak))).toEqual([])
  })

  it('fails when the reader understood another command', () => {
    expect(said(sent().received(encodeSerialFrame(command.with(0, 0x63))))).toEqual(['failed echoDiffers'])
  })

  it('fails when damage came and then nothing, but not when the answer came all the same', () => {
    const link = sent()
    expect(said(link.received(frame.with(4, 0x77)))).toEqual([])
    expect(said(link.received(encodeSerialFrame(answer)))).toEqual([given])
    expect(said(link.silent())).toEqual([])

    const broken = sent()
    broken.received(encodeSerialFrame(answer).with(5, 0x77))
    expect(said(broken.silent())).toEqual(['failed damaged'])
    const short = sent()
    short.received(encodeSerialFrame(answer).subarray(0, 5))
    expect(said(short.silent())).toEqual(['failed damaged'])
    expect(said(sent().silent())).toEqual([])
  })

  it('hands a late answer to an earlier command over, and goes on waiting for its own', () => {
    const link = sent()
    const late = answer.with(6, 0x00)
    expect(said(link.received(encodeSerialFrame(late)))).toEqual([`message ${hex(late)}`])
    expect(said(link.received(serialNak))).toEqual([`write ${hex(frame)}`])
    expect(said(link.received(encodeSerialFrame(answer)))).toEqual([given])
    expect(said(link.received(serialNak))).toEqual([])
  })
})
