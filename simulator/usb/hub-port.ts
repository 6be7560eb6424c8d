import { setupPacket } from '#protocols/ccid/control-request'
import { IN } from '#protocols/usb/descriptors'
import type { UsbGadget } from './gadget.ts'
import { endpointsOf, freshState, standardRequest, type DeviceState } from './standard-request.ts'

/**
 * Why a transfer did not happen.
 * - `stall`: the endpoint is halted, or the request refused
 * - `overflow`: the device sent more than was asked for
 * - `absent`: the device has no such endpoint
 * - `gone`: the device was reset or unplugged
 */
export type TransferFailure = 'stall' | 'overflow' | 'absent' | 'gone'

interface Wanted {
  readonly length: number
  readonly done: (result: Uint8Array | TransferFailure) => void
  cancel: (() => void) | undefined
}

/** Where a gadget is plugged in, for as long as it is there: what the hardware of a host does with a device. */
export class HubPort {
  readonly #gadget: UsbGadget
  readonly #left: () => void
  readonly #endpoints: ReadonlySet<number>
  readonly #queues = new Map<number, Wanted[]>()
  #state: DeviceState = freshState()
  #plugged = true
  #bytesLeft = Infinity

  /** @param left called once, when it is unplugged from whichever side */
  constructor(gadget: UsbGadget, left: () => void) {
    this.#gadget = gadget
    this.#left = left
    this.#endpoints = new Set(endpointsOf(gadget))
    gadget.reset()
  }

  /** Asked anew after each call of the gadget, within which it may leave. */
  get isPlugged(): boolean {
    return this.#plugged
  }

  /**
   * A control request, data of the host with it.
   * @param setup 8 bytes
   * @returns data for the host, not more than wLength
   */
  control(setup: Uint8Array, data: Uint8Array): Uint8Array | TransferFailure {
    if (!this.#plugged) return 'gone'
    const request = setupPacket.decode(setup)
    const standard = standardRequest(this.#gadget, this.#state, request)
    if (standard === 'configured') {
      this.#restart()
      return new Uint8Array()
    }
    const answer = standard === 'forGadget' ? this.#gadget.control(setup, data) : standard
    if (!this.isPlugged) return 'gone'
    for (const address of this.#state.halted) this.#stallWaiting(address) // SET_FEATURE may just have halted it
    return answer === 'stall' ? 'stall' : answer.slice(0, request.wLength)
  }

  /** One transfer on an OUT endpoint, 1 to 15. */
  out(endpoint: number, data: Uint8Array): 'ok' | TransferFailure {
    if (!this.#plugged) return 'gone'
    if (!this.#endpoints.has(endpoint)) return 'absent'
    if (this.#state.halted.has(endpoint)) return 'stall'
    if (!this.#carry(data)) return 'gone'
    const result = this.#gadget.out(endpoint, data)
    if (!this.isPlugged) return 'gone'
    if (result === 'stall') this.#state.halted.add(endpoint)
    return result
  }

  /**
   * One transfer on an IN endpoint, 1 to 15. Any number may wait on an endpoint; they end in their order.
   * @returns takes it back: `done` is not called then
   */
  in(endpoint: number, length: number, done: (result: Uint8Array | TransferFailure) => void): () => void {
    const address = IN | endpoint
    if (!this.#plugged || !this.#endpoints.has(address)) {
      done(this.#plugged ? 'absent' : 'gone')
      return () => {}
    }
    const wanted: Wanted = { length, done, cancel: undefined }
    const queue = this.#queues.get(address) ?? []
    this.#queues.set(address, queue)
    queue.push(wanted)
    this.#serve(address)
    return () => {
      if (!queue.includes(wanted)) return
      queue.splice(queue.indexOf(wanted), 1)
      wanted.cancel?.()
      this.#serve(address)
    }
  }

  /** Reset by the host: transfers under way end as `gone`, halts and settings are forgotten. */
  reset(): void {
    if (!this.#plugged) return
    const { bConfigurationValue } = this.#state
    this.#state = { ...freshState(), bConfigurationValue }
    this.#restart()
  }

  /** It is pulled: transfers under way end as `gone`, and every later one. */
  unplug(): void {
    if (!this.#plugged) return
    this.#plugged = false
    this.#endAll('gone')
    this.#left()
  }

  /** The host gives the device up; transfers under way are taken back and nobody is told. */
  release(): void {
    this.#plugged = false
    this.#endAll(undefined)
  }

  /** It is pulled as soon as a bulk or interrupt transfer would carry more than this many bytes, both ways together. */
  unplugAfter(bytes: number): void {
    this.#bytesLeft = bytes
  }

  /** The first that waits is given to the gadget; the others are when it has ended. */
  #serve(address: number): void {
    const queue = this.#queues.get(address)
    const first = queue?.[0]
    if (queue === undefined || first === undefined || first.cancel !== undefined) return
    const end = (result: Uint8Array | TransferFailure) => {
      queue.shift()
      first.done(result)
      this.#serve(address)
    }
    if (this.#state.halted.has(address)) return end('stall')
    let ended = false
    const cancel = this.#gadget.in(address & ~IN, first.length, (result) => {
      ended = true
      if (queue[0] !== first) return
      if (result === 'stall') this.#state.halted.add(address)
      else if (!this.#carry(result)) return
      end(result !== 'stall' && result.length > first.length ? 'overflow' : result)
    })
    if (!ended) first.cancel = cancel
  }

  #stallWaiting(address: number): void {
    const all = this.#queues.get(address)?.splice(0) ?? []
    for (const { cancel } of all) cancel?.()
    for (const { done } of all) done('stall')
  }

  /** False when the device is pulled in the middle of these bytes. */
  #carry({ length }: Uint8Array): boolean {
    this.#bytesLeft -= length
    if (this.#bytesLeft < 0) this.unplug()
    return this.#plugged
  }

  #restart(): void {
    this.#endAll('gone')
    this.#gadget.reset()
  }

  #endAll(how: 'gone' | undefined): void {
    const all = [...this.#queues.values()].flatMap((queue) => queue.splice(0))
    for (const { cancel } of all) cancel?.()
    if (how !== undefined) for (const { done } of all) done(how)
  }
}
