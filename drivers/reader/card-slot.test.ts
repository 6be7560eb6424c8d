import { describe, expect, it } from 'vitest'
import { MalformedError } from '#protocols/bytes/malformed'
import { ATR, Desk, OK, READ, ScriptedDevice } from './desk.fixture.ts'
import type { SlotFault } from './reader.ts'

const faults: readonly SlotFault[] = [
  'cardAbsent', 'cardMute', 'transmission', 'protocol', 'refused', 'pinPadAbsent', 'pinTimeout', 'pinCancelled', 'readerLost',
]

describe('a card in a slot of a reader we drive', () => {
  it('is powered when it comes, told of with its ATR, and numbered anew each time', async () => {
    const device = new ScriptedDevice()
    const desk = await Desk.with(device)
    expect(desk.events.at(-1)).toMatchObject({ type: 'cardInserted', presence: 1, atr: ATR, mute: false })
    device.listener?.card(0, false)
    device.listener?.card(0, true)
    await desk.settle()
    expect(desk.story).toEqual(['ready', 'readerAdded', 'card 1', 'removed', 'card 2'])
    expect(desk.counts.inserted).toBe(2)
  })

  it('that is told of twice is one', async () => {
    const device = new ScriptedDevice()
    const desk = await Desk.with(device)
    device.listener?.card(0, true)
    await desk.settle()
    expect(device.calls).toEqual(['on 0'])
  })

  it('that does not answer its reset is told of as mute, and refuses transfers', async () => {
    const device = new ScriptedDevice()
    device.powerOn = () => 'cardMute'
    const desk = await Desk.with(device)
    expect(desk.story.at(-1)).toBe('mute')
    expect(desk.counts.muteCard).toBe(1)
    expect(await desk.failure(desk.transfer())).toBe('connect cardSilent')
  })

  it('that bounces in its contacts is told of once', async () => {
    const device = new ScriptedDevice()
    const desk = await Desk.with(device, false)
    for (const present of [true, false, true, false, true]) device.listener?.card(0, present)
    await desk.settle()
    expect(desk.story).toEqual(['ready', 'readerAdded', 'card 1'])
  })

  it('whose ATR contradicts itself is told of as mute, not overlooked', async () => {
    const device = new ScriptedDevice()
    device.powerOn = () => {
      throw new MalformedError('ATR', 'names a protocol it does not offer')
    }
    const desk = await Desk.with(device)
    expect(desk.story.at(-1)).toBe('mute')
  })

  it('that is pulled while it is powered is never told of', async () => {
    const device = new ScriptedDevice()
    device.during = () => device.listener?.card(0, false)
    const desk = await Desk.with(device)
    expect(desk.story).toEqual(['ready', 'readerAdded'])
  })

  it('that is pulled and replaced while it is powered is told of once, powered afresh', async () => {
    const device = new ScriptedDevice()
    device.during = () => {
      device.during = () => {}
      device.listener?.card(0, false)
      device.listener?.card(0, true)
    }
    const desk = await Desk.with(device)
    expect(desk.story).toEqual(['ready', 'readerAdded', 'card 1'])
    expect(device.calls).toEqual(['on 0', 'off 0', 'on 0'])
  })
})

describe('a card of which its reader always says that it has no power', () => {
  it('is not reset without end, but told of as mute, until it is put in anew', async () => {
    const device = new ScriptedDevice()
    let saysSo = true
    device.during = (call) => {
      if (!saysSo || call !== 'on 0') return
      device.listener?.card(0, false)
      device.listener?.card(0, true)
    }
    const desk = await Desk.with(device)
    await desk.settle()
    expect(desk.story).toEqual(['ready', 'readerAdded', 'mute'])
    expect(device.calls).toEqual(['on 0', 'off 0', 'on 0', 'off 0', 'on 0', 'off 0', 'on 0', 'off 0', 'on 0', 'off 0', 'off 0'])
    saysSo = false
    device.listener?.card(0, false)
    device.listener?.card(0, true)
    await desk.settle()
    expect(desk.story.slice(3)).toEqual(['removed', 'card 2'])
  })
})

describe('a transfer', () => {
  it('fetches an answer in pieces, and stops behind a refusal', async () => {
    const device = new ScriptedDevice()
    const answers = [Uint8Array.of(0x61, 0x02), Uint8Array.of(1, 2, 0x90, 0x00), Uint8Array.of(0x6a, 0x82)]
    device.transmit = () => answers.shift() ?? OK
    const desk = await Desk.with(device)
    expect(await desk.transfer({ exchanges: [READ, READ, READ] }))
      .toEqual([Uint8Array.of(1, 2, 0x90, 0x00), Uint8Array.of(0x6a, 0x82)])
  })

  it('for another presence is refused, whatever is in the slot', async () => {
    const device = new ScriptedDevice()
    const desk = await Desk.with(device)
    expect(await desk.failure(desk.transfer({ presence: 99 }))).toBe('connect cardChanged')
    device.listener?.card(0, false)
    expect(await desk.failure(desk.transfer({ presence: 1 }))).toBe('connect cardRemoved')
    expect(await desk.failure(desk.transfer({ name: 'another' }))).toBe('connect readerLost')
  })

  it('gives nothing of a card that was exchanged while it was under way', async () => {
    const device = new ScriptedDevice()
    const desk = await Desk.with(device)
    device.during = (call) => {
      if (call !== 'transmit 0') return
      device.listener?.card(0, false)
      device.listener?.card(0, true)
    }
    expect(await desk.failure(desk.transfer())).toBe('READ cardRemoved')
    device.during = () => {}
    await desk.settle()
    expect(await desk.transfer()).toEqual([OK])
    expect(desk.story.slice(-2)).toEqual(['removed', 'card 2'])
  })

  it('that may be repeated is repeated once after damage, with the card powered afresh', async () => {
    const device = new ScriptedDevice()
    let damage = 1
    device.transmit = () => damage-- > 0 ? 'transmission' : OK
    const desk = await Desk.with(device)
    expect(await desk.transfer()).toEqual([OK])
    expect(device.calls).toEqual(['on 0', 'transmit 0', 'on 0', 'transmit 0'])
    expect(desk.counts.transferRepeated).toBe(1)
    damage = 1
    expect(await desk.failure(desk.transfer({ repeatable: false }))).toBe('READ readerFailed')
  })

  it('that is repeated is not carried out with a card that says another ATR after the reset', async () => {
    const device = new ScriptedDevice()
    const desk = await Desk.with(device)
    device.transmit = () => 'transmission'
    device.powerOn = () => Uint8Array.of(0x3b, 0x01, 0x55)
    expect(await desk.failure(desk.transfer())).toBe('connect cardRemoved')
    await desk.settle()
    expect(device.calls.filter((call) => call === 'transmit 0')).toHaveLength(1)
    expect(desk.story.slice(-2)).toEqual(['removed', 'card 2'])
  })

  it('that fails ends the presence of a card that had answered before: its state is lost', async () => {
    const device = new ScriptedDevice()
    const desk = await Desk.with(device)
    await desk.transfer()
    device.transmit = () => 'cardMute'
    expect(await desk.failure(desk.transfer())).toBe('READ cardSilent')
    device.transmit = () => OK
    expect(await desk.failure(desk.transfer())).toBe('connect cardChanged')
    expect(desk.story.slice(-2)).toEqual(['reset', 'card 2'])
    expect(await desk.transfer()).toEqual([OK])
  })

  it('looks again for a card that a call missed and the reader goes on seeing', async () => {
    const device = new ScriptedDevice()
    const desk = await Desk.with(device)
    device.transmit = () => 'cardAbsent'
    expect(await desk.failure(desk.transfer())).toBe('READ cardRemoved')
    await desk.wait(500)
    expect(desk.story.slice(-2)).toEqual(['removed', 'card 2'])
  })

  it('begins no further exchange once nobody waits for it any more', async () => {
    const device = new ScriptedDevice()
    const desk = await Desk.with(device)
    const abandoning = new AbortController()
    device.transmit = () => {
      abandoning.abort()
      return OK
    }
    const request = { name: 'Scripted Reader', presence: 1, exchanges: [READ, READ, READ], repeatable: true }
    expect(await desk.failure(desk.session.transfer(request, abandoning.signal))).toBe('READ deadlinePassed')
    expect(device.calls.filter((call) => call === 'transmit 0')).toHaveLength(1)
    expect(await desk.transfer()).toHaveLength(1)
  })

  it('fetches no further piece of an answer whose pieces come late without end', async () => {
    const device = new ScriptedDevice()
    const desk = await Desk.with(device)
    device.transmit = () => {
      desk.clock.advance(40_000)
      return Uint8Array.of(1, 0x61, 0x01)
    }
    expect(await desk.failure(desk.transfer())).toBe('READ cardSilent')
    expect(device.calls.filter((call) => call === 'transmit 0')).toHaveLength(3)
  })

  it('never sends a command again that a PIN was put into', async () => {
    const device = new ScriptedDevice()
    const sent: Uint8Array[] = []
    device.transmit = (capdu) => {
      sent.push(capdu)
      return Uint8Array.of(0x6c, 0x08)
    }
    const desk = await Desk.with(device)
    const pinEntry = { min: 4, max: 8, format: 'ascii', offset: 0, length: 8, timeoutS: 30 } as const
    const verify = { step: 'VERIFY', capdu: Uint8Array.of(0, 0x20, 0, 0x80, 0), mayBeRefused: true, pinEntry }
    expect(await desk.transfer({ exchanges: [verify], repeatable: false })).toEqual([Uint8Array.of(0x6c, 0x08)])
    expect(sent).toHaveLength(1)
  })

  it('that may not be repeated and was damaged behind an answer ends the presence: the card had a state', async () => {
    const device = new ScriptedDevice()
    const desk = await Desk.with(device)
    const outcomes = [OK, 'transmission' as const]
    device.transmit = () => outcomes.shift() ?? OK
    expect(await desk.failure(desk.transfer({ exchanges: [READ, READ], repeatable: false }))).toBe('READ readerFailed')
    expect(await desk.failure(desk.transfer({ presence: 1 }))).toBe('connect cardChanged')
    expect(desk.story.slice(-2)).toEqual(['reset', 'card 2'])
  })

  it('leaves the card as it was when nobody entered a PIN', async () => {
    const device = new ScriptedDevice()
    const desk = await Desk.with(device)
    device.transmit = () => 'pinTimeout'
    expect(await desk.failure(desk.transfer())).toBe('READ pinTimeout')
    device.transmit = () => OK
    expect(await desk.transfer()).toEqual([OK])
    expect(device.calls.filter((call) => call === 'on 0')).toHaveLength(1)
  })

  // every fault at every call of a story of four commands; afterwards the slot works again
  it.each(faults.flatMap((fault) => [0, 1, 2, 3].map((at) => ({ fault, at }))))(
    'that meets $fault at command $at ends in a named failure, and the slot works afterwards', async ({ fault, at }) => {
      const device = new ScriptedDevice()
      const desk = await Desk.with(device)
      let sent = 0
      device.transmit = () => sent++ === at ? fault : OK
      const failure = await desk.failure(desk.transfer({ exchanges: [READ, READ, READ, READ], repeatable: false }))
      expect(failure).toMatch(/^READ (cardRemoved|cardSilent|readerFailed|readerLost|pinPadAbsent|pinTimeout|pinCancelled)$/)
      if (fault === 'readerLost') device.listener?.lost()
      await desk.wait(2_000)
      if (fault === 'readerLost') device.listener?.card(0, true)
      await desk.settle()
      // a card that had answered is told of as a new one first
      await desk.transfer().catch((error: unknown) => expect(error).toMatchObject({ failure: 'cardChanged' }))
      expect(await desk.transfer()).toEqual([OK])
    })
})
