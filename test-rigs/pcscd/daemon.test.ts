import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { connect, type NhicardClient } from '#client/node'
import type { NumberedEvent, ResultOf } from '#protocols/native-api/registry'
import { run } from '#rigs/daemon-process'
import { PATIENCE_MS } from '#rigs/patience'
import { foreignCard, PcscdDesk, type CardProcess } from './desk.ts'
import { startPrivatePcscd, whyNoPcscd } from './private-pcscd.ts'

const obstacle = whyNoPcscd()
if (obstacle !== undefined && process.env.CI === undefined) process.stderr.write(`skipped outside CI: ${obstacle}\n`)

describe.skipIf(obstacle !== undefined && process.env.CI === undefined)('a daemon on a real pcscd', () => {
  let desk: PcscdDesk
  let client: NhicardClient
  const events: NumberedEvent[] = []
  const seen = (name: string) => events.filter(({ event }) => event === name).length
  const poll = <T>(probe: () => T) => expect.poll(probe, { timeout: PATIENCE_MS, interval: 20 })
  const read = () => client.call('card.readBasic', {}).catch((error: { shape?: { name: string } }) => error.shape?.name)

  beforeAll(async () => {
    desk = await PcscdDesk.open(await startPrivatePcscd())
    client = connect({ url: `${desk.daemon.url.replace('http', 'ws')}/rpc`, token: desk.daemon.token })
    await client.subscribe({ state: () => {}, event: (event) => void events.push(event) })
  })
  afterAll(async () => {
    client?.close()
    await desk?.close()
  })

  // A test that fails leaves no card for the next one.
  afterEach(async () => {
    await desk.pullAll()
    await poll(() => client.call('readers.list', {}).then(({ readers }) => readers.every(({ card }) => card === null))).toBe(true)
  })

  const inserted = async (card: CardProcess): Promise<CardProcess> => {
    const before = seen('card.inserted')
    await poll(() => seen('card.inserted')).toBeGreaterThan(before)
    return card
  }
  const pulled = async (card: CardProcess): Promise<void> => {
    const before = seen('card.removed')
    await card.pull()
    await poll(() => seen('card.removed')).toBeGreaterThan(before)
  }

  test('lists the service’s readers', async () => {
    await poll(() => client.call('readers.list', {})).toMatchObject({
      readers: [{ link: 'pcsc', name: 'Virtual PCD 00 00', card: null }, { link: 'pcsc', name: 'Virtual PCD 00 01', card: null }],
    })
  })

  test('reads a card that a foreign process presents, and nothing once it is pulled', async () => {
    const card = await inserted(desk.insertForeignCard())
    expect(await read()).toMatchObject({ basic: foreignCard })
    await pulled(card)
    expect(await read()).toBe('CARD_ABSENT')
  })

  test('reads the simulated card that a process of ours presents', async () => {
    const card = await inserted(desk.insertSimulatedCard('hc.elder'))
    expect(await read()).toMatchObject({ basic: { birthday: '1911-10-10', nameComplete: true } })
    await pulled(card)
  })

  test('opensc-tool and scriptor read our simulated card', async () => {
    const card = await inserted(desk.insertSimulatedCard('hc.wang'))
    const env = { PCSCLITE_CSOCK_NAME: desk.pcscd.socketName }
    const atr = await run('opensc-tool', ['--reader', '0', '--atr'], env)
    expect(atr.stdout.trim()).toBe('3b:fa:18:00:00:81:31:fe:45:50:56:4a:43:4f:50:34:53:49:44:93')
    const select = '00A4040010D1580000010000000000000000001100'
    const sent = await run('opensc-tool', ['--reader', '0', '-s', select, '-s', '00CA1100020000'], env)
    // 王測試 in Big5, then Z199999016 and 0790101 in ASCII, typed by hand; the tool prints text beside its hex
    expect(sent.stdout).toMatch(/SW1=0x90, SW2=0x00\):/)
    expect(sent.stdout).toMatch(/A4 FD B4 FA .*\n\s*B8 D5 20 20/)
    expect(sent.stdout).toMatch(/5A 31 39 39 39 39 39 30 31 36 30 37 39 30 31 30 .*\n\s*31 4D/)
    const script = `${select.replaceAll(/(..)/g, '$1 ')}\n00 CA 11 00 02 00 00\n`
    const scriptor = await run('sh', ['-c', `printf '%s' "${script}" | scriptor -r "Virtual PCD 00 00"`], env)
    expect(scriptor.stdout.replaceAll(/\s+/g, ' ')).toMatch(/30 30 30 30 31 32 33 34 35 36 37 38.*: Normal processing/)
    await pulled(card)
  })

  test('a reset by another program ends the epoch, and the card can be read in the next one', async () => {
    const card = await inserted(desk.insertForeignCard())
    const before = await read() as ResultOf<'card.readBasic'>
    const reset = await run('opensc-tool', ['--reader', '0', '--reset'], { PCSCLITE_CSOCK_NAME: desk.pcscd.socketName })
    expect(reset.code).toBe(0)
    const after = await read()
    if (typeof after !== 'object') expect(after).toBe('CARD_CHANGED')
    await poll(read).toMatchObject({ basic: foreignCard })
    const again = await read() as ResultOf<'card.readBasic'>
    expect(again.epoch).toBeGreaterThan(before.epoch)
    expect(events).toContainEqual(expect.objectContaining({
      event: 'card.removed', data: expect.objectContaining({ epoch: before.epoch, reason: 'reset' }) as object,
    }))
    await pulled(card)
  })

  test('a swap within one poll never gives two patients in one epoch', async () => {
    const card = await inserted(desk.insertSimulatedCard('hc.wang'))
    const first = await read() as ResultOf<'card.readBasic'>
    card.tell('swap hc.lin')
    const owners = new Map([[first.epoch, first.basic.name]])
    await poll(async () => {
      const result = await read()
      if (typeof result !== 'object') return result
      const owner = owners.get(result.epoch) ?? result.basic.name
      expect(result.basic.name).toBe(owner)
      owners.set(result.epoch, owner)
      return owner
    }).toBe('林測試')
    await pulled(card)
  })

  test('a card that answers nothing ends in a named error, and the next card is read', async () => {
    const silent = await inserted(desk.insertSimulatedCard('fault.silent'))
    expect(await read()).toMatch(/^(CARD_SILENT|READER_FAILED|CARD_REMOVED|READER_LOST|DEADLINE_PASSED)$/)
    await silent.pull()
    await poll(() => client.call('readers.list', {})).toMatchObject({ readers: [{ card: null }, {}] })
    const card = await inserted(desk.insertForeignCard())
    await poll(read).toMatchObject({ basic: foreignCard })
    await pulled(card)
  })

  test('a card inserted and pulled 30 times gives 30 pairs of events without a gap in their numbers', async () => {
    const [insertions, removals] = [seen('card.inserted'), seen('card.removed')]
    for (let cycle = 0; cycle < 30; cycle++) await pulled(await inserted(desk.insertForeignCard()))
    expect([seen('card.inserted') - insertions, seen('card.removed') - removals]).toEqual([30, 30])
    events.forEach(({ seq }, index) => expect(seq).toBe(events[0]!.seq + index))
  })

  test('a stopped service is a state, and after its restart the card is read without restarting the daemon', async () => {
    for (let round = 0; round < 3; round++) {
      await desk.pcscd.stopService()
      await poll(() => client.call('system.status', {})).toMatchObject({
        readers: 0, links: expect.arrayContaining([expect.objectContaining({ link: 'pcsc', state: 'serviceStopped' })]) as object[],
      })
      expect(await read()).toBe('READER_ABSENT')
      await desk.pcscd.startService()
      const card = desk.insertForeignCard()
      await poll(read).toMatchObject({ basic: foreignCard })
      await pulled(card)
    }
  })
})
