import { describe, expect, it } from 'vitest'
import { factsOf } from './reader-facts.fixture.ts'
import { ScriptedSlot, type Script } from './scripted-slot.fixture.ts'
import { settle } from './twin-desk.fixture.ts'

/** T=1, TA1 = 18, IFSC 254, BWI 4, CWI 5. */
const T1 = '3b901881 31fe45 83'
/** T=0, TA1 = 11. */
const T0 = '3b1011'
const OFF = ['63 00000000 00 .. 000000', '81 00000000 00 .. 01 00 00'] as const
const on = (atr: string, voltage = '01') =>
  [`62 00000000 00 .. ${voltage} 0000`, `80 ${size(atr)} 00 .. 00 00 00 ${atr}`] as const
const size = (data: string) => `${(data.replaceAll(' ', '').length / 2).toString(16).padStart(2, '0')}000000`
const xfr = (data: string) => `6f ${size(data)} 00 .. 00 0000 ${data}`
const block = (data: string) => `80 ${size(data)} 00 .. 00 00 00 ${data}`
const refused = (bError: string, bStatus = '40') => `80 00000000 00 .. ${bStatus} ${bError} 00`
const SET_T0 = ['61 05000000 00 .. 00 0000 11 00 00 0a 00', '82 05000000 00 .. 00 00 00 11 00 00 0a 00'] as const
const set = (t: number, data: string) =>
  [`61 ${size(data)} 00 .. 0${t} 0000 ${data}`, `82 ${size(data)} 00 .. 00 00 0${t} ${data}`] as const

/** Reader of TPDUs of T=0 with a card that has power. */
async function open(change: Parameters<typeof factsOf>[0] = {}): Promise<ScriptedSlot> {
  const desk = new ScriptedSlot(factsOf({ bVoltageSupport: 1, ...change }))
  expect(await desk.powerOn([OFF, on(T0), SET_T0])).toBe('3b1011')
  return desk
}

describe('powering a card on', () => {
  it.each<readonly [string, Parameters<typeof factsOf>[0], Script, string]>([
    ['a reader that does nothing by itself', {}, [
      OFF, on(T1), [xfr('ff 11 18 f6'), block('ff 11 18 f6')], set(1, '18 10 00 45 00 fe 00'),
    ], '3b90188131fe4583'],
    ['the default rate, which needs no PPS', {}, [OFF, on(T0), SET_T0], T0],
    ['the inverse convention and extra guard time', {}, [
      OFF, on('3f 50 11 05'), set(0, '11 02 05 0a 00'),
    ], '3f501105'],
    ['a waiting time and no rate of its own', {}, [
      OFF, on('3b 80 40 20'), set(0, '11 00 00 20 00'),
    ], '3b804020'],
    ['a reader that does PPS by the parameters', { dwFeatures: 0x000100b2 }, [
      OFF, on(T1), set(1, '18 10 00 45 00 fe 00'),
    ], '3b90188131fe4583'],
    ['a reader that negotiates by itself and says what came of it', { dwFeatures: 0x0001007e }, [
      OFF, on(T1, '00'), ['6c 00000000 00 .. 000000', '82 07000000 00 .. 00 00 01 18 10 00 45 00 fe 00'],
    ], '3b90188131fe4583'],
    ['a reader that negotiates by itself and does not say', { dwFeatures: 0x0001007e }, [
      OFF, on(T0, '00'), ['6c 00000000 00 .. 000000', '82 00000000 00 .. 40 00 00'],
    ], T0],
    ['a reader that follows the ATR and does not know the command', { dwFeatures: 0x00010032 }, [
      OFF, on(T0), [SET_T0[0], '82 00000000 00 .. 40 00 00'],
    ], T0],
    ['a line that must be told its rate', { dwFeatures: 0x00010000 }, [
      OFF, on(T1), [xfr('ff 11 18 f6'), block('ff 11 18 f6')], set(1, '18 10 00 45 00 fe 00'),
      // 4000 kHz, 4 MHz · 12 / 372 = 129,032 bits per second
      ['73 08000000 00 .. 000000 a00f0000 08f80100', '84 08000000 00 .. 00 00 00 a00f0000 08f80100'],
    ], '3b90188131fe4583'],
    ['a reader slower than the card', { dwMaxDataRate: 50_000 }, [
      OFF, on(T1), [xfr('ff 11 13 fd'), block('ff 11 13 fd')], set(1, '13 10 00 45 00 fe 00'),
    ], '3b90188131fe4583'],
    ['a card that takes the protocol and not the rate', {}, [
      OFF, on(T1), [xfr('ff 11 18 f6'), block('ff 01 fe')], set(1, '11 10 00 45 00 fe 00'),
    ], '3b90188131fe4583'],
    ['a character-level reader, which must be told how much comes', { dwFeatures: 0x00000030 }, [
      OFF, on(T1),
      ['6f 04000000 00 .. 00 0300 ff 11 18 f6', block('ff 11 18')], ['6f 00000000 00 .. 00 0100', block('f6')],
      set(1, '18 10 00 45 00 fe 00'),
    ], '3b90188131fe4583'],
    ['a reader that puts a byte before the ATR', { atrPrefix: 1 }, [OFF, on(`00 ${T0}`), SET_T0], T0],
    ['a reader that is just activating the card by itself', {}, [
      OFF, ['62 00000000 00 .. 01 0000', refused('f2', '41')], on(T0), SET_T0,
    ], T0],
  ])('goes by what the reader does by itself: %s', async (_, facts, script, atr) => {
    const desk = new ScriptedSlot(factsOf({ bVoltageSupport: 1, ...facts }))
    expect(await desk.powerOn(script)).toBe(atr.replaceAll(' ', ''))
    expect(desk.counts).toEqual([])
  })

  const mute = (voltage: string) => [`62 00000000 00 .. ${voltage} 0000`, refused('fe', '41')] as const
  it('tries a mute card again, then at the other voltages, and counts it', async () => {
    const desk = new ScriptedSlot(factsOf())
    expect(await desk.powerOn([
      OFF, mute('01'), OFF, mute('01'), OFF, mute('02'), OFF, on(T0, '03'), SET_T0,
    ])).toBe('3b1011')
    expect(desk.counts).toEqual(['atrRetried', 'atrRetried', 'atrRetried'])
  })

  it('gives the reader the choice where it makes it, and tries twice', async () => {
    const desk = new ScriptedSlot(factsOf({ dwFeatures: 0x00010038 }))
    expect(await desk.powerOn([OFF, mute('00'), OFF, mute('00')])).toBe('cardMute ICC_MUTE')
    expect(desk.counts).toEqual(['atrRetried'])
  })

  it.each([
    ['cut short', '3b90188131fe45', 'transmission ATR TCK'], ['damaged', '3b90188131fe4582', 'transmission ATR TCK'],
    ['of nothing', '', 'transmission ATR TS'],
  ])('tries an ATR again that is %s', async (_, atr, failure) => {
    const desk = new ScriptedSlot(factsOf({ bVoltageSupport: 1 }))
    expect(await desk.powerOn([OFF, on(atr), OFF, on(atr)])).toBe(failure)
    expect(await desk.powerOn([OFF, on(atr), OFF, on(T0), SET_T0])).toBe('3b1011')
    expect(desk.counts).toEqual(['atrRetried', 'atrRetried'])
  })

  it('ends at once without a card', async () => {
    const desk = new ScriptedSlot(factsOf())
    expect(await desk.powerOn([OFF, ['62 00000000 00 .. 01 0000', refused('fe', '42')]])).toBe('cardAbsent ICC_MUTE')
    expect(await desk.powerOn([[OFF[0], '81 00000000 00 .. 42 fe 00']])).toBe('cardAbsent ICC_MUTE')
  })

  it.each<readonly [string, readonly [string, ...string[]]]>([
    ['no answer to the PPS', [xfr('ff 11 18 f6'), refused('fe')]],
    ['a damaged answer to the PPS', [xfr('ff 11 18 f6'), block('ff 11 18 f7')]],
    ['an answer to the PPS for another protocol', [xfr('ff 11 18 f6'), block('ff 10 18 f7')]],
  ])('resets a card and speaks to it as it comes after %s', async (_, pps) => {
    const desk = new ScriptedSlot(factsOf({ bVoltageSupport: 1 }))
    expect(await desk.powerOn([OFF, on(T1), pps, OFF, on(T1), set(1, '11 10 00 45 00 fe 00')])).toBe('3b90188131fe4583')
  })

  it('does the same when the reader refuses the rate', async () => {
    const desk = new ScriptedSlot(factsOf({ bVoltageSupport: 1, dwFeatures: 0x000100b0 }))
    const wrong = [set(1, '18 10 00 45 00 fe 00')[0], '82 00000000 00 .. 40 0a 01'] as const
    expect(await desk.powerOn([OFF, on(T1), wrong, OFF, on(T1), set(1, '11 10 00 45 00 fe 00')]))
      .toBe('3b90188131fe4583')
  })

  it.each([
    ['T=14', '3b800e8e'], ['a rate nobody names, in specific mode', '3b8091910181'],
  ])('fails where card and reader have nothing in common: %s', async (_, atr) => {
    const desk = new ScriptedSlot(factsOf({ bVoltageSupport: 1 }))
    expect(await desk.powerOn([OFF, on(atr), OFF, on(atr)])).toMatch(/^protocol /)
  })
})

describe('a command to a card', () => {
  it.each([
    ['fe', '40', 'cardMute ICC_MUTE'], ['fe', '41', 'cardMute ICC_MUTE'], ['fe', '42', 'cardAbsent ICC_MUTE'],
    ['fd', '40', 'transmission XFR_PARITY_ERROR'], ['fc', '40', 'transmission XFR_OVERRUN'],
    ['fb', '40', 'transmission HW_ERROR'], ['f6', '40', 'protocol ICC_PROTOCOL_NOT_SUPPORTED'],
    ['f5', '40', 'protocol ICC_CLASS_NOT_SUPPORTED'], ['f4', '40', 'transmission PROCEDURE_BYTE_CONFLICT'],
    ['f3', '40', 'protocol DEACTIVATED_PROTOCOL'], ['f2', '40', 'refused BUSY_WITH_AUTO_SEQUENCE'],
    ['e0', '40', 'refused CMD_SLOT_BUSY'], ['ff', '40', 'refused CMD_ABORTED'],
    ['00', '40', 'refused CMD_NOT_SUPPORTED'], ['05', '42', 'cardAbsent BAD_PARAMETER'],
    ['07', '40', 'refused BAD_PARAMETER'], ['90', '40', 'refused USER_DEFINED'], ['cc', '40', 'refused RESERVED'],
  ])('that is refused with bError %s and bStatus %s fails as %s', async (bError, bStatus, failure) => {
    const desk = await open()
    expect(await desk.transmit('00b0000004', [[xfr('00b0000004'), refused(bError, bStatus)]])).toBe(failure)
    expect(await desk.transmit('00b0000004', [])).toBe('cardMute powerOnNeeded')
    expect(desk.distrusted).toBe(0)
  })

  it('may take the time it asks for', async () => {
    const desk = await open()
    const more = '80 00000000 00 .. 80 ff 00'
    expect(await desk.transmit('00b0000002', [[xfr('00b0000002'), more, more, block('1234 9000')]])).toBe('12349000')
  })

  it('that stays without an answer is aborted on both pipes, and the slot goes on', async () => {
    const desk = await open()
    const aborted = ['72 00000000 00 .. 000000', '81 00000000 00 .. 00 00 00'] as const
    expect(await desk.transmit('00b0000002', [[xfr('00b0000002')], aborted])).toBe('cardMute timedOut')
    expect(desk.aborts).toHaveLength(1)
    expect(await desk.powerOn([OFF, on(T0), SET_T0])).toBe('3b1011')
    expect(desk.distrusted).toBe(0)
  })

  it.each<readonly [string, boolean, Script]>([
    ['the control request', false, []], ['the message', true, [['72 00000000 00 .. 000000']]],
  ])('whose abort fails by %s makes the reader one not to be trusted', async (_, takesAbort, abort) => {
    const desk = await open()
    desk.takesAbort = takesAbort
    expect(await desk.transmit('00b0000002', [[xfr('00b0000002')], ...abort])).toBe('readerLost abortFailed')
    expect(await desk.powerOn([])).toBe('readerLost slotUnusable')
    expect(desk.distrusted).toBeGreaterThan(0)
  })

  it('fails when the hardware does, and the slot goes on', async () => {
    const desk = await open()
    const aborted = ['72 00000000 00 .. 000000', '81 00000000 00 .. 01 00 00'] as const
    const transmitted = desk.transmit('00b0000002', [[xfr('00b0000002')], aborted])
    await settle()
    desk.slot.hardwareError({ bSlot: 0 })
    expect(await transmitted).toBe('transmission hardwareError')
    expect(await desk.powerOn([OFF, on(T0), SET_T0])).toBe('3b1011')
  })

  it('tells of another card when the one it was for has lost its power', async () => {
    const desk = await open()
    expect(desk.cards).toEqual([true])
    expect(await desk.transmit('00b0000002', [[xfr('00b0000002'), refused('fe', '41')]])).toBe('cardMute ICC_MUTE')
    expect(desk.cards).toEqual([true, false, true])
  })

  it.each([
    ['what is no APDU', '00b0', 'refused command APDU'], ['INS 6x', '0060000002', 'refused INS'],
    ['CLA ff', 'ffb0000002', 'refused CLA'], ['more than 255 bytes', `00d60000000100${'00'.repeat(256)}`, 'refused Lc'],
  ])('is not sent when T=0 cannot carry it: %s', async (_, capdu, failure) => {
    expect(await (await open()).transmit(capdu, [])).toBe(failure)
  })

  it('that the slot has not been powered for fails', async () => {
    expect(await new ScriptedSlot(factsOf()).transmit('00b0000002', [])).toBe('cardMute powerOnNeeded')
  })
})
