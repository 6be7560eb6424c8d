import type { SerialSettings } from '#protocols/port/serial-ports'

/** A character as a receiver took it from the line; unsound when its parity or its stop bit was wrong. */
export interface HeardCharacter {
  readonly byte: number
  readonly sound: boolean
}

const MARK = 1
const SPACE = 0

/** Bits of one character on the line: start, data, parity, stop. */
export function bitsPerCharacter({ dataBits, parity, stopBits }: SerialSettings): number {
  return 1 + dataBits + (parity === 'none' ? 0 : 1) + stopBits
}

/** Milliseconds one character takes. */
export function characterMs(settings: SerialSettings): number {
  return bitsPerCharacter(settings) * 1000 / settings.baudRate
}

/**
 * What a receiver with its own settings takes from characters sent one behind the other: it waits for the line to
 * fall, then looks at the middle of each bit, as UARTs do. So equal settings lose nothing, one stop bit more or less
 * does not matter, a parity the other side does not send passes for about half of the characters, and another speed
 * makes other characters, and more or fewer of them.
 */
export function heard(bytes: Uint8Array, sender: SerialSettings, receiver: SerialSettings): HeardCharacter[] {
  if (isSameCharacter(sender, receiver)) return [...bytes].map((byte) => ({ byte: byte & mask(receiver), sound: true }))

  const line = [MARK, ...[...bytes].flatMap((byte) => waveform(byte, sender))]
  /** Length of a bit of the receiver in bits of the sender. */
  const step = sender.baudRate / receiver.baudRate
  const levelAt = (place: number) => line[Math.floor(place)] ?? MARK
  const characters: HeardCharacter[] = []
  for (let edge = fallingEdge(line, 0); edge !== undefined;) {
    const sample = (bit: number) => levelAt(edge! + (bit + 0.5) * step)
    const data = Array.from({ length: receiver.dataBits }, (_, bit) => sample(1 + bit))
    const behind = 1 + receiver.dataBits
    const stop = behind + (receiver.parity === 'none' ? 0 : 1)
    if (sample(0) === SPACE) {
      const parityFits = receiver.parity === 'none' || sample(behind) === parityOf(data, receiver.parity)
      characters.push({
        byte: data.reduce((byte, level, bit) => byte | level << bit, 0),
        sound: parityFits && sample(stop) === MARK,
      })
    }
    const looked = sample(0) === SPACE ? stop : 0
    edge = fallingEdge(line, edge + (looked + 0.5) * step)
  }
  return characters
}

/** The first place from `from` on where the line falls from mark to space. */
function fallingEdge(line: readonly number[], from: number): number | undefined {
  let place = Math.floor(from)
  while (place < line.length && line[place] === SPACE) place += 1
  while (place < line.length && line[place] === MARK) place += 1
  return place < line.length ? place : undefined
}

function waveform(byte: number, { dataBits, parity, stopBits }: SerialSettings): number[] {
  const data = Array.from({ length: dataBits }, (_, bit) => byte >> bit & 1)
  const checked = parity === 'none' ? data : [...data, parityOf(data, parity)]
  return [SPACE, ...checked, ...new Array<number>(stopBits).fill(MARK)]
}

function parityOf(data: readonly number[], parity: 'even' | 'odd'): number {
  const ones = data.reduce((sum, level) => sum + level, 0)
  return (ones + (parity === 'odd' ? 1 : 0)) & 1
}

function isSameCharacter(one: SerialSettings, other: SerialSettings): boolean {
  return one.baudRate === other.baudRate && one.dataBits === other.dataBits && one.parity === other.parity
}

function mask({ dataBits }: SerialSettings): number {
  return (1 << dataBits) - 1
}

/** The UART of a simulated device: how the device speaks, how the PC does, and what each understands of the other. */
export class DeviceUart {
  own: SerialSettings
  /** Undefined where nobody tells, as behind a pseudo-terminal: it is then taken to be `own`. */
  pc: SerialSettings | undefined

  constructor(own: SerialSettings) {
    this.own = own
  }

  /** What the PC reads: as Linux without INPCK, and so npm serialport, it takes unsound characters as they came. */
  toPc(bytes: Uint8Array): Uint8Array {
    if (this.pc === undefined) return bytes
    return Uint8Array.from(heard(bytes, this.own, this.pc), ({ byte }) => byte)
  }

  /** What the device takes; it drops unsound characters (assumed: a card signals them, which no PC sees). */
  fromPc(bytes: Uint8Array): Uint8Array {
    if (this.pc === undefined) return bytes
    return Uint8Array.from(heard(bytes, this.pc, this.own).filter(({ sound }) => sound), ({ byte }) => byte)
  }
}
