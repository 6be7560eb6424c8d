import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { concat } from '../bytes/byte-array.ts'
import { unhex } from '../bytes/hex.ts'
import { MalformedError } from '../bytes/malformed.ts'
import { anyCommand, anyReply, anyRequest, anyReturn, pieces } from './usbip.fixture.ts'
import { encodeUsbip, usbipLayouts, type UsbipMessage } from './usbip-messages.ts'
import { createUsbipClientReceiver, createUsbipServerReceiver, type UsbipReceiver } from './usbip-receiver.ts'

const places = fc.array(fc.nat(), { maxLength: 12 })
const message = (one: UsbipMessage) => ({ type: 'message', message: one })
/** The beginning of USBIP_CMD_SUBMIT to bus 1, device 1. */
const SUBMIT = '00000001 00000001 00010001'
const isIn = (seqnum: number) => seqnum % 2 === 0

function readAll(receiver: UsbipReceiver<UsbipMessage>, chunks: readonly Uint8Array[]) {
  return chunks.flatMap((chunk) => receiver.received(chunk))
}

describe('a message of USB/IP', () => {
  it('is read back as it was written', () => {
    fc.assert(fc.property(fc.oneof(anyCommand, anyReturn, anyRequest, anyReply), (value) => {
      expect(usbipLayouts[value.name].decode(encodeUsbip(value))).toEqual(value)
    }))
  })

  it('cut short is malformed, whichever it is', () => {
    for (const layout of Object.values(usbipLayouts)) {
      for (const { hex } of layout.examples) {
        const bytes = unhex(hex)
        for (let end = 0; end < Math.min(bytes.length, 48); end++) {
          const accepted = layout.name === 'OP_REP_IMPORT' && end >= 8 && bytes[7] !== 0
          if (accepted) continue
          expect(() => layout.decode(bytes.subarray(0, end)), `${layout.name} ${end}`).toThrow(MalformedError)
        }
      }
    }
  })
})

describe('a stream of USB/IP', () => {
  it('gives the server the same messages however it is cut: a request, and after an import commands', () => {
    const requests = anyRequest.filter(({ name }) => name === 'OP_REQ_IMPORT')
    fc.assert(fc.property(requests, fc.array(anyCommand, { maxLength: 5 }), places, (request, commands, where) => {
      const stream = concat(encodeUsbip(request), ...commands.map(encodeUsbip))
      const sent = [request, ...commands].map(message)
      expect(readAll(createUsbipServerReceiver(false), pieces(stream, where))).toEqual(sent)
      expect(readAll(createUsbipServerReceiver(false), [...stream].map((byte) => Uint8Array.of(byte)))).toEqual(sent)
      const direct = concat(...commands.map(encodeUsbip))
      expect(readAll(createUsbipServerReceiver(true), pieces(direct, where))).toEqual(commands.map(message))
    }))
  })

  it('gives the client the same messages however it is cut: a reply, and after an import returns', () => {
    fc.assert(fc.property(anyReply, fc.array(anyReturn, { maxLength: 5 }), places, (reply, returns, where) => {
      const stream = concat(encodeUsbip(reply), ...returns.map(encodeUsbip))
      const received = readAll(createUsbipClientReceiver(false, isIn), pieces(stream, where))
      expect(received).toEqual([reply, ...returns].map(message))
    }))
  })

  it('of any bytes is read the same in pieces as in one, and ends at the first malformed message', () => {
    const damaged = fc.tuple(fc.array(anyCommand, { minLength: 1, maxLength: 3 }), fc.nat(), fc.nat(0xff))
      .map(([commands, at, value]) => {
        const bytes = concat(...commands.map(encodeUsbip))
        bytes[at % bytes.length] = value
        return bytes
      })
    const stream = fc.oneof(damaged, fc.uint8Array({ maxLength: 200 }))
    fc.assert(fc.property(stream, places, fc.boolean(), (bytes, where, imported) => {
      const whole = readAll(createUsbipServerReceiver(imported), [bytes])
      expect(readAll(createUsbipServerReceiver(imported), pieces(bytes, where))).toEqual(whole)
      expect(whole.findIndex(({ type }) => type === 'malformed') + 1 || whole.length).toBe(whole.length)
    }))
  })

  it.each([
    ['another version', '0106800500000000'],
    ['a reply instead of a request', '0111000500000000'],
    ['a bus id that is not closed by a zero byte', '0111800300000000' + '31'.repeat(32)],
    ['a bus id that is not ASCII', '0111800300000000' + 'c3a9' + '00'.repeat(30)],
  ])('with %s is malformed to the server', (_, bytes) => {
    expect(createUsbipServerReceiver(false).received(unhex(bytes))).toMatchObject([{ type: 'malformed' }])
  })

  it.each([
    ['an unknown command', '00000005' + '00'.repeat(44)],
    ['a return', '00000003' + '00'.repeat(44)],
    ['a direction that is none', `${SUBMIT} 00000002 00000001` + '00'.repeat(28)],
    ['endpoint 16', `${SUBMIT} 00000001 00000010` + '00'.repeat(28)],
    ['isochronous packets', `${SUBMIT} 00000001 00000001` + '00'.repeat(12) + '00000001' + '00'.repeat(12)],
    ['more than 16 MiB', `${SUBMIT} 00000000 00000001 00000000 01000001` + '00'.repeat(20)],
  ])('with %s among commands is malformed, and no byte is waited for', (_, bytes) => {
    expect(createUsbipServerReceiver(true).received(unhex(bytes))).toMatchObject([{ type: 'malformed' }])
  })
})
