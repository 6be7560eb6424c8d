import type { Clock } from '#protocols/port/clock'
import { SerialError, type SerialLine, type SerialPortInfo, type SerialPorts } from '#protocols/port/serial-ports'
import { CcidDevice } from '../ccid/ccid-device.ts'
import { OpenError, SlotError, type Reader, type ReaderListener } from '../reader/reader.ts'
import { readerName } from '../serial/reader-name.ts'
import type { SerialPlace } from '../serial/serial-place.ts'
import { makeContact } from './first-contact.ts'
import { serialModels, type SerialModelName } from './reader-model.ts'
import { SerialChannel } from './serial-channel.ts'

export interface CcidSerialConfig {
  readonly place: SerialPlace
  readonly model: SerialModelName
  /** Bits per second; default 115200. */
  readonly baudRate?: number
}

const BAUD = 115_200

/** @throws SerialError; OpenError `silent` when no reader answers */
export async function openCcidSerialReader(
  ports: SerialPorts, clock: Clock, info: SerialPortInfo, config: CcidSerialConfig, listener: ReaderListener,
): Promise<Reader> {
  const model = serialModels[config.model]
  const channel = new SerialChannel(clock, model.facts.descriptor.dwMaxCCIDMessageLength)
  // two stop bits, as libccid: a reader that sends one is understood all the same
  const settings = { baudRate: config.baudRate ?? BAUD, dataBits: 8, parity: 'none', stopBits: 2 } as const
  const line = await ports.open(info.path, settings, {
    received: (bytes) => channel.received(bytes),
    lost: () => channel.lost(),
  })
  channel.use(line)
  const device = new CcidDevice({ facts: model.facts, channel, clock, listener })
  const close = async () => {
    channel.close()
    await line.close()
  }
  try {
    await silencePlugAndPlay(line)
    await line.flush()
    await makeContact(channel, clock, model)
    channel.tell(device.incoming)
    await device.start()
  } catch (error) {
    await device.close()
    await close()
    if (error instanceof SlotError) throw new OpenError({ why: 'silent', holder: '' })
    throw error
  }
  return {
    name: readerName(model.name, info),
    slots: device.slots,
    quirks: [],
    close: async () => {
      await device.close()
      await close()
    },
  }
}

/** RTS asserted has these readers send a text of their own (libccid, src/ccid_serial.c). */
async function silencePlugAndPlay(line: SerialLine): Promise<void> {
  try {
    await line.setLines({ rts: false })
  } catch (error) {
    if (!(error instanceof SerialError) || error.fault !== 'unsupported') throw error
  }
}
