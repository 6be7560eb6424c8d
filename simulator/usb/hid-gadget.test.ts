import { describe, expect, it } from 'vitest'
import { hex, unhex } from '#protocols/bytes/hex'
import { HidPosScanner } from '../scanners/hid-pos-scanner.ts'
import { HidUsbGadget } from './hid-gadget.ts'
import { HubPort } from './hub-port.ts'
import { shown } from './transfer.fixture.ts'

function plugged() {
  const scanner = new HidPosScanner({ serialNumber: 'S-1' })
  const gadget = new HidUsbGadget(scanner)
  let left = false
  const port = new HubPort(gadget, () => void (left = true))
  gadget.plugged(() => port.unplug())
  const control = (setup: string) => shown(port.control(unhex(setup), new Uint8Array()))
  const got: string[] = []
  const receive = () => port.in(1, 64, (data) => got.push(shown(data)))
  return { scanner, gadget, port, control, got, receive, left: () => left }
}

describe('a HID gadget', () => {
  it('gives its report descriptor, and the length of it in its configuration', () => {
    const { scanner, gadget, control } = plugged()
    const length = scanner.reportDescriptor.length
    expect(control('810600220000ffff')).toBe(hex(scanner.reportDescriptor))
    const classDescriptor = `092111010001 22 ${length.toString(16).padStart(2, '0')}00`
    expect(control('8106002100000900')).toBe(hex(unhex(classDescriptor)))
    const configuration = `09022200010100 8032 090400000103000000 ${classDescriptor} 0705810340000a`
    expect(hex(gadget.configurationDescriptor)).toBe(hex(unhex(configuration)))
  })

  it('sends a code report by report, in the order they were made', () => {
    const { scanner, got, receive } = plugged()
    receive()
    scanner.scan({ data: new TextEncoder().encode('1'.repeat(60)), aim: ']Q1' })
    receive()
    expect(got.map((one) => one.slice(0, 4))).toEqual(['0238', '0204'])
    expect(got.every((one) => one.length === 128)).toBe(true)
  })

  it('keeps its idle rate and refuses what it does not have', () => {
    const { control } = plugged()
    expect(control('210a007d00000000')).toBe('')
    expect(control('a102000000000100')).toBe('7d')
    for (const setup of ['210b000000000000', 'a101000100004000', '810600230000ff00']) {
      expect(control(setup)).toBe('stall')
    }
  })

  it('leaves when it loses its power', () => {
    const { scanner, got, receive, left } = plugged()
    receive()
    scanner.powerCycle()
    expect(got).toEqual(['gone'])
    expect(left()).toBe(true)
  })
})
