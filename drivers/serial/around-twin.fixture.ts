import type { SerialCable, SerialTwin } from '#simulator/readers/serial-twin'

/** A twin that is a twin; what is to be different is written behind it. */
export function passingOn(twin: SerialTwin): SerialTwin {
  return {
    attach: (cable) => twin.attach(cable),
    received: (bytes) => twin.received(bytes),
    settings: (settings) => twin.settings(settings),
    controlLines: (lines) => twin.controlLines(lines),
  }
}

/** Does something before byte `at` of what passes between PC and reader, both ways counted together. */
export function atByte(twin: SerialTwin, at: number, what: () => void): SerialTwin {
  let count = 0
  const pass = (bytes: Uint8Array, on: (byte: Uint8Array) => void) => {
    for (const byte of bytes) {
      if (count++ === at) what()
      on(Uint8Array.of(byte))
    }
  }
  return {
    ...passingOn(twin),
    attach: (cable: SerialCable) => twin.attach({ ...cable, send: (bytes) => pass(bytes, cable.send) }),
    received: (bytes) => pass(bytes, (byte) => twin.received(byte)),
  }
}

/** Bytes that passed, each way; what a reader echoes is among those to the PC. */
export interface Lengths {
  toPc: number
  toDevice: number
}

/** Counts what passes. */
export function counting(lengths: Lengths): (twin: SerialTwin) => SerialTwin {
  return (twin) => ({
    ...passingOn(twin),
    attach: (cable) => twin.attach({
      ...cable,
      send: (bytes) => {
        lengths.toPc += bytes.length
        cable.send(bytes)
      },
    }),
    received: (bytes) => {
      lengths.toDevice += bytes.length
      twin.received(bytes)
    },
  })
}
