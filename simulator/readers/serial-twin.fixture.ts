import type { ControlLines, SerialListener, SerialSettings, StatusLines } from '#protocols/port/serial-ports'
import type { Clock } from '#protocols/port/clock'
import type { SerialCable, SerialTwin } from './serial-twin.ts'

/** A device that keeps what it is told and says what the test wants. */
export class TalkingTwin implements SerialTwin {
  readonly heard: { readonly at: number, readonly bytes: readonly number[] }[] = []
  readonly told: SerialSettings[] = []
  readonly lines: ControlLines[] = []
  attachments = 0
  readonly #clock: Clock
  #cable: SerialCable | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  attach(cable: SerialCable): void {
    this.#cable = cable
    this.attachments += 1
  }

  received(bytes: Uint8Array): void {
    this.heard.push({ at: this.#clock.now(), bytes: [...bytes] })
  }

  settings(settings: SerialSettings): void {
    this.told.push(settings)
  }

  controlLines(lines: ControlLines): void {
    this.lines.push(lines)
  }

  say(...bytes: number[]): void {
    this.#cable?.send(Uint8Array.from(bytes))
  }

  show(status: StatusLines): void {
    this.#cable?.setLines(status)
  }

  get allHeard(): number[] {
    return this.heard.flatMap(({ bytes }) => bytes)
  }
}

/** The PC's end of a line: what came, and when. */
export class Listening implements SerialListener {
  readonly chunks: { readonly at: number, readonly bytes: readonly number[] }[] = []
  losses = 0
  readonly #clock: Clock

  constructor(clock: Clock) {
    this.#clock = clock
  }

  received(bytes: Uint8Array): void {
    this.chunks.push({ at: this.#clock.now(), bytes: [...bytes] })
  }

  lost(): void {
    this.losses += 1
  }

  /** All bytes since the last call. */
  take(): Uint8Array {
    return Uint8Array.from(this.chunks.splice(0).flatMap(({ bytes }) => bytes))
  }
}
