import { describe, expect, it } from 'vitest'
import { hex, unhex } from '#protocols/bytes/hex'
import type { CcidChannelListener } from '../ccid/channel.ts'
import { settle } from '../ccid/twin-desk.fixture.ts'
import { readerInterfaces } from './reader-interface.ts'
import type { QuirkPatch } from './quirks.ts'
import { UsbChannel } from './usb-channel.ts'
import { ScriptedUsbDevice } from './usb-device.fixture.ts'

const IN = 0x82, INTERRUPT = 0x81
const STATUS = '81 00000000 00 07 00 00 00'

function listening(patch: QuirkPatch = {}, device = new ScriptedUsbDevice()) {
  const [found] = readerInterfaces(device)
  const channel = new UsbChannel(device, { ...found!, patch })
  const heard: string[] = []
  const listener: CcidChannelListener = {
    answer: (message) => void heard.push(`${message.name} ${message.bSeq}`),
    interrupt: (message) => void heard.push(message.name),
    malformed: () => void heard.push('malformed'),
    lost: () => void heard.push('lost'),
  }
  channel.listen(listener)
  const given = async (endpoint: number, ...outcomes: string[]) => {
    for (const outcome of outcomes) {
      device.give(endpoint, outcome)
      await settle()
    }
    return heard
  }
  return { device, channel, heard, given }
}

describe('the pipes of a reader', () => {
  it('give messages and notifications, one transfer each', async () => {
    const { given, device } = listening()
    expect(await given(IN, STATUS)).toEqual(['RDR_to_PC_SlotStatus 7'])
    expect(await given(INTERRUPT, '5003')).toEqual(['RDR_to_PC_SlotStatus 7', 'RDR_to_PC_NotifySlotChange'])
    // as long as the longest message, 271 bytes, in whole packets
    expect(device.calls).toContain('receive 82 320')
    expect(device.calls).toContain('receive 81 8')
  })

  it('take no notice of an end of message without data, nor of notifications CCID rev 1.1 does not know', async () => {
    const { given } = listening()
    await given(IN, '', STATUS)
    expect(await given(INTERRUPT, '', '40 01', '5002'))
      .toEqual(['RDR_to_PC_SlotStatus 7', 'RDR_to_PC_NotifySlotChange'])
  })

  it.each([
    ['cut short', '81 00000000 00 07'], ['without all its data', '80 04000000 00 07 00 00 00 9000'],
    ['of no kind', '99 00000000 00 07 00 00 00'], ['longer than the reader said', '80 06010000 00 07 00 00 00 9000'],
    ['with something behind it', `${STATUS} 00`],
  ])('are not to be trusted after a message %s', async (_, message) => {
    const { given, heard, device } = listening()
    await given(IN, message)
    expect(heard.at(-1)).toBe('malformed')
    const before = device.calls.length
    await given(IN, STATUS)
    expect(device.calls).toHaveLength(before)
  })

  it('are not to be trusted after a notification cut short', async () => {
    expect(await listening().given(INTERRUPT, '50')).toEqual(['malformed'])
  })

  it.each(['stall', 'io'])('are cleared after a %s, and go on', async (fault) => {
    const { given, device } = listening()
    expect(await given(IN, fault, STATUS, fault, fault, fault, STATUS)).toEqual([
      'RDR_to_PC_SlotStatus 7', 'RDR_to_PC_SlotStatus 7',
    ])
    expect(device.calls.filter((call) => call === 'clear 82')).toHaveLength(4)
    expect(await given(INTERRUPT, fault, '5003')).toContain('RDR_to_PC_NotifySlotChange')
  })

  it('are not to be trusted when they fail again and again, or bring more than fits', async () => {
    expect(await listening().given(IN, 'io', 'stall', 'io', 'stall')).toEqual(['malformed'])
    expect(await listening().given(IN, 'overflow')).toEqual(['malformed'])
  })

  it('are lost with the device', async () => {
    expect(await listening().given(IN, 'gone')).toEqual(['lost'])
    const pulled = new ScriptedUsbDevice()
    pulled.clears = false
    expect(await listening({}, pulled).given(IN, 'io')).toEqual(['lost'])
  })

  it('say nothing more once they are given up', async () => {
    const { channel, given } = listening()
    channel.end()
    expect(await given(IN, STATUS, 'gone')).toEqual([])
  })

  it('carry a message out, and are cleared when the reader refuses it', async () => {
    const { channel, device } = listening()
    device.sends = ['', 'stall', 'timeout']
    await channel.send(unhex('65000000000007000000'))
    await expect(channel.send(unhex('65000000000008000000'))).rejects.toMatchObject({ fault: 'stall' })
    await expect(channel.send(unhex('65000000000009000000'))).rejects.toMatchObject({ fault: 'timeout' })
    expect(device.calls.filter((call) => /^(send|clear)/.test(call))).toEqual([
      'send 03 65000000000007000000', 'send 03 65000000000008000000', 'clear 03', 'send 03 65000000000009000000',
    ])
  })

  it('ask for an abort on the control pipe, and say whether the reader took it', async () => {
    const { channel, device } = listening()
    device.controls = ['', 'stall']
    expect([await channel.requestAbort(1, 0x13), await channel.requestAbort(1, 0x14)]).toEqual([true, false])
    expect(device.calls.filter((call) => call.startsWith('control')))
      .toEqual(['control 21 1 1301 0', 'control 21 1 1401 0'])
  })

  it('carry lengths the other way round where the reader writes them so', async () => {
    const { channel, given, device, heard } = listening({ lengthOrder: 'big' })
    await given(IN, '80 00000002 00 07 00 00 00 9000')
    expect(heard).toEqual(['RDR_to_PC_DataBlock 7'])
    const command = unhex('6f05000000000a00000000b0000002')
    await channel.send(command)
    expect(device.calls.at(-1)).toBe('send 03 6f00000005000a00000000b0000002')
    expect(hex(command)).toBe('6f05000000000a00000000b0000002')
  })

  it('end an answer with its transfer where the reader leaves its length out', async () => {
    // as QEMU 7.2 answers PC_to_RDR_GetParameters
    const parameters = '82 00000000 00 03 00 00 00 0000000000fe00'
    expect(await listening({ lengthOmitted: true }).given(IN, parameters, STATUS))
      .toEqual(['RDR_to_PC_Parameters 3', 'RDR_to_PC_SlotStatus 7'])
    expect(await listening({ lengthOmitted: true }).given(IN, '80 04000000 00 07 00 00 00 9000')).toEqual(['malformed'])
    expect(await listening().given(IN, parameters)).toContain('malformed')
  })
})
