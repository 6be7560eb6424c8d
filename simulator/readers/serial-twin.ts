import type { ControlLines, SerialSettings, StatusLines } from '#protocols/port/serial-ports'

/** The cable, seen from a simulated device. Bytes and lines go nowhere while no program has the line open. */
export interface SerialCable {
  /** Bytes for the PC. */
  send(bytes: Uint8Array): void
  /** All lines the device drives; before the first call none is asserted. */
  setLines(status: StatusLines): void
}

/**
 * A simulated device on RS-232, whatever carries the line: `SimulatedSerialPorts`, a pseudo-terminal, or a CDC-ACM
 * gadget over USB/IP.
 */
export interface SerialTwin {
  /** Plugged in and powered up: what was volatile is forgotten. May happen anew; the last cable counts. */
  attach(cable: SerialCable): void
  /** Bytes of the PC, cut anyhow, as the PC spoke them: what the device understands of them is its own affair. */
  received(bytes: Uint8Array): void
  /**
   * How the PC speaks and listens, at opening and after each change. Where it is never told, as on a pseudo-terminal,
   * both sides are taken to agree.
   */
  settings(settings: SerialSettings): void
  /** Lines the PC drives; those not named stay as they are. Never told on a pseudo-terminal. */
  controlLines(lines: ControlLines): void
}
