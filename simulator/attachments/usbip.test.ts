import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { hex, unhex } from '#protocols/bytes/hex'
import { usbipCmdSubmit } from '#protocols/usb/usbip'
import { pieces } from '#protocols/usb/usbip.fixture'
import { CcidGadget } from '../usb/ccid-gadget.ts'
import { echoModel, EchoTwin } from '../usb/echo-twin.fixture.ts'
import { attachUsbip, ATTACHED_DEVID, serveUsbip, type UsbipServer } from './usbip.ts'
import { UsbipClient } from './usbip-client.fixture.ts'

const ESCAPE = unhex('6b030000000001000000010203')
const ECHO = '83030000000001000000010203'
const GET_DEVICE = unhex('8006000100001200')
const HALT_BULK_IN = unhex('0203000082000000'), CLEAR_BULK_IN = unhex('0201000082000000')
const PORT_RESET = unhex('2303040001000000')

const servers: UsbipServer[] = []
const clients: UsbipClient[] = []

afterEach(async () => {
  for (const client of clients.splice(0)) client.socket.destroy()
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

async function served(count = 1) {
  const twins = Array.from({ length: count }, () => new EchoTwin())
  const gadgets = twins.map((twin) => new CcidGadget(twin, echoModel))
  const { server, port } = await serveUsbip({ port: 0, gadgets })
  servers.push(server)
  const begun = async (client: Promise<UsbipClient>) => {
    clients.push(await client)
    return client
  }
  return {
    server, port, twins, gadgets,
    connect: () => begun(UsbipClient.connect(port)), import: (busid: string) => begun(UsbipClient.import(port, busid)),
  }
}

async function imported() {
  const world = await served()
  return { ...world, twin: world.twins[0]!, client: await world.import('1-1') }
}

describe('the USB/IP server', () => {
  it('lists what it exports, and closes the connection', async () => {
    const { connect } = await served(2)
    const client = await connect()
    const { devices } = await client.reply({ name: 'OP_REQ_DEVLIST' })
    expect(devices.map(({ busid, busnum, devnum }) => [busid, busnum, devnum])).toEqual([['1-1', 1, 1], ['1-2', 1, 2]])
    expect(devices[0]).toMatchObject({
      path: '/simulated/1-1', speed: 2, idVendor: 0x08e6, idProduct: 0x3437, bcdDevice: 0x0200, bDeviceClass: 0,
      bConfigurationValue: 1, bNumConfigurations: 1,
      interfaces: [{ bInterfaceClass: 0x0b, bInterfaceSubClass: 0, bInterfaceProtocol: 0 }],
    })
    await client.closed
  })

  it('lends a device to one client at a time, until its connection ends', async () => {
    const { twins: [twin], connect, import: importing } = await served()
    const first = await importing('1-1')
    const second = await connect()
    expect(await second.reply({ name: 'OP_REQ_IMPORT', busid: '1-1' })).toEqual({ name: 'OP_REP_IMPORT', status: 1 })
    await second.closed
    const resets = twin!.resets
    first.socket.end()
    await first.closed
    const third = await importing('1-1')
    expect((await third.control(GET_DEVICE)).status).toBe(0)
    expect(twin!.resets).toBe(resets + 1)
  })

  it('has no device of another bus id', async () => {
    const client = await (await served()).connect()
    expect(await client.reply({ name: 'OP_REQ_IMPORT', busid: '1-2' })).toEqual({ name: 'OP_REP_IMPORT', status: 1 })
    await client.closed
  })

  it('answers control requests as the device does, refusals as -EPIPE', async () => {
    const { client } = await imported()
    const answer = { status: 0, actual_length: 18, devid: 0, direction: 0, ep: 0 }
    expect(await client.control(GET_DEVICE)).toMatchObject(answer)
    expect(await client.control(unhex('8006000100004000'))).toMatchObject(answer)
    expect(await client.control(unhex('0009010000000000'))).toMatchObject({ status: 0, actual_length: 0 })
    expect(await client.control(unhex('a17f000000000400'))).toMatchObject({ status: -32, actual_length: 0 })
  })

  it('carries transfers both ways, those that wait in their order', async () => {
    const { client } = await imported()
    const waiting = [client.in(2, 64).ended, client.in(2, 64).ended]
    expect(await client.out(3, ESCAPE)).toMatchObject({ status: 0, actual_length: 13 })
    expect(await client.out(3, unhex('6b030000000002000000040506'))).toMatchObject({ status: 0 })
    const [first, second] = await Promise.all(waiting)
    expect([first, second].map((one) => hex(one!.transfer_buffer))).toEqual([ECHO, '83030000000002000000040506'])
    expect(first!.seqnum).toBeLessThan(second!.seqnum)
  })

  it('takes a transfer back: -ECONNRESET, no answer to it, and nothing is lost for the next', async () => {
    const { client } = await imported()
    const { seqnum } = client.in(2, 64)
    expect((await client.unlink(seqnum)).status).toBe(-104)
    await client.out(3, ESCAPE)
    expect(hex((await client.in(2, 64).ended).transfer_buffer)).toBe(ECHO)
    expect(client.received.filter((one) => one.name === 'USBIP_RET_SUBMIT' && one.seqnum === seqnum)).toEqual([])
  })

  it('says 0 to the unlink of a transfer that has ended, or never was', async () => {
    const { client } = await imported()
    const { seqnum, ended } = client.in(2, 64)
    await client.out(3, ESCAPE)
    await ended
    expect((await client.unlink(seqnum)).status).toBe(0)
    expect((await client.unlink(0xffff)).status).toBe(0)
  })

  it('says -EPIPE of a halted endpoint, until it is cleared', async () => {
    const { client } = await imported()
    await client.control(HALT_BULK_IN)
    expect((await client.in(2, 64).ended).status).toBe(-32)
    await client.control(CLEAR_BULK_IN)
    await client.out(3, ESCAPE)
    expect((await client.in(2, 64).ended).status).toBe(0)
  })

  it('says -EOVERFLOW, -EREMOTEIO and -ENOENT of what a host controller would find wrong', async () => {
    const { client } = await imported()
    await client.out(3, ESCAPE)
    expect((await client.in(2, 8).ended).status).toBe(-75)
    await client.out(3, ESCAPE)
    const short = await client.in(2, 64, { transfer_flags: 1 }).ended
    expect([short.status, hex(short.transfer_buffer)]).toEqual([-121, ECHO])
    expect((await client.in(5, 8).ended).status).toBe(-2)
    expect((await client.out(5, ESCAPE)).status).toBe(-2)
  })

  it('resets the device when a client asks a hub for it: what waits is -ESHUTDOWN, the connection stays', async () => {
    const { client, twin } = await imported()
    const resets = twin.resets
    const { ended } = client.in(1, 8)
    expect((await client.control(PORT_RESET)).status).toBe(0)
    expect((await ended).status).toBe(-108)
    expect(twin.resets).toBe(resets + 1)
    expect((await client.control(GET_DEVICE)).status).toBe(0)
  })

  it.each([
    ['the server', ({ server }: Awaited<ReturnType<typeof imported>>) => server.unplug('1-1')],
    ['the device itself', ({ twin }: Awaited<ReturnType<typeof imported>>) => twin.leave()],
  ])('closes the connection when %s unplugs it: what waits is -ENODEV, and it is listed no more', async (_, unplug) => {
    const world = await imported()
    const { ended } = world.client.in(1, 8)
    await world.client.control(GET_DEVICE)
    unplug(world)
    expect((await ended).status).toBe(-19)
    await world.client.closed
    expect((await (await world.connect()).reply({ name: 'OP_REQ_DEVLIST' })).devices).toEqual([])
    expect(world.server.plug(world.gadgets[0]!)).toBe('1-2')
    expect((await (await world.import('1-2')).control(GET_DEVICE)).status).toBe(0)
  })

  it('keeps a device that leaves before anybody had it out of the list', async () => {
    const { twins: [twin], connect } = await served(2)
    twin!.leave()
    const { devices } = await (await connect()).reply({ name: 'OP_REQ_DEVLIST' })
    expect(devices.map(({ busid }) => busid)).toEqual(['1-2'])
  })

  it('closes a connection that speaks of another device', async () => {
    const { client, import: importing } = await imported()
    client.in(0, 18, { setup: GET_DEVICE, devid: client.devid + 1 })
    await client.closed
    expect(client.received).toHaveLength(1)
    await importing('1-1')
  })

  it('is for this machine alone', async () => {
    await expect(serveUsbip({ port: 0, host: '0.0.0.0', gadgets: [] })).rejects.toThrow('this machine alone')
  })
})

describe('a connection with malformed bytes', () => {
  const junk = fc.oneof(
    fc.uint8Array({ minLength: 8, maxLength: 100 }).filter(([version]) => version !== 0x01),
    fc.tuple(
      fc.constantFrom('0111800400000000', '0106800500000000', '0111000300000000'), fc.uint8Array({ maxLength: 60 }),
    ).map(([text, rest]) => Uint8Array.from([...unhex(text), ...rest])),
  )
  /** A submit with one byte wrong: of command, direction, endpoint, length, number of packets. */
  const broken = fc.tuple(fc.nat(0xffff), fc.constantFrom([3, 9], [15, 2], [19, 16], [24, 0x7f], [35, 1]))
    .map(([seqnum, [at, value]]) => {
      const bytes = usbipCmdSubmit.encode({
        name: 'USBIP_CMD_SUBMIT', seqnum, devid: ATTACHED_DEVID, direction: 0, ep: 3, transfer_flags: 0,
        transfer_buffer_length: ESCAPE.length, start_frame: 0, number_of_packets: 0, interval: 0,
        setup: new Uint8Array(8), transfer_buffer: ESCAPE,
      })
      bytes[at!] = value!
      return bytes
    })

  it('is closed; nothing has changed, and the server goes on', async () => {
    const { twins: [twin], connect, import: importing } = await served()
    await fc.assert(fc.asyncProperty(junk, fc.array(fc.nat(), { maxLength: 3 }), async (bytes, places) => {
      const client = await connect()
      for (const piece of pieces(bytes, places)) client.socket.write(piece)
      await client.closed
      expect(client.received).toEqual([])
    }), { numRuns: 25 })
    await fc.assert(fc.asyncProperty(broken, async (bytes) => {
      const client = await importing('1-1')
      client.socket.write(bytes)
      await client.closed
    }), { numRuns: 25 })
    expect(twin!.commands).toEqual([])
    const client = await importing('1-1')
    await client.out(3, ESCAPE)
    expect(hex((await client.in(2, 64).ended).transfer_buffer)).toBe(ECHO)
  })
})

describe('a stream that is given to the kernel directly', () => {
  /** Both ends of a connection. */
  async function pair(): Promise<readonly [Socket, Socket]> {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const ours = connect(typeof address === 'object' && address !== null ? address.port : 0, '127.0.0.1')
    const [theirs] = await once(server, 'connection') as [Socket]
    server.close()
    return [ours, theirs]
  }

  it('needs no import, carries the device, and is closed when it is unplugged', async () => {
    const [ours, theirs] = await pair()
    const unplug = attachUsbip(ours, new CcidGadget(new EchoTwin(), echoModel))
    const client = new UsbipClient(theirs, true)
    clients.push(client)
    client.devid = ATTACHED_DEVID
    await client.out(3, ESCAPE)
    expect(hex((await client.in(2, 64).ended).transfer_buffer)).toBe(ECHO)
    const { ended } = client.in(1, 8)
    await client.control(GET_DEVICE)
    unplug()
    expect((await ended).status).toBe(-19)
    await client.closed
  })
})
