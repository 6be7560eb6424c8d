import {
  HidError, type HidDevice, type HidDeviceInfo, type HidDevices, type HidFault, type HidListener,
} from '#protocols/port/hid-devices'

export type HidIdentity = Omit<HidDeviceInfo, 'path'>

/** What a simulated device can do to the PC it is plugged into. */
export interface HidSocket {
  /** One input report, to every program that has the device open. */
  report(bytes: Uint8Array): void
  /**
   * The device loses its power and comes back as a new one. Programs that have it open are told, or with `quietly` hear
   * nothing any more, as happens on some systems.
   */
  powerCycle(quietly?: boolean): void
}

export interface HidGadget {
  readonly identity: HidIdentity
  readonly reportDescriptor: Uint8Array
  /** Called once, when it is plugged in. */
  plugged(socket: HidSocket): void
}

interface Plugged {
  readonly gadget: HidGadget
  path: string
  readonly listeners: Set<HidListener>
}

type Call = 'list' | 'open'

/** The HID devices of a PC, in this process. Paths are given out as Linux does: the lowest number that is free. */
export class SimulatedHidDevices implements HidDevices {
  readonly #plugged = new Map<HidGadget, Plugged>()
  readonly #failures = new Map<Call, (HidFault | 'hang')[]>()
  readonly #givesDescriptors: boolean
  /** Handles given out and not closed; a driver leaves none behind. */
  handles = 0

  /** @param givesDescriptors as Linux does and Windows does not */
  constructor({ givesDescriptors = true }: { givesDescriptors?: boolean } = {}) {
    this.#givesDescriptors = givesDescriptors
  }

  plug(gadget: HidGadget): void {
    const plugged: Plugged = { gadget, path: this.#freePath(), listeners: new Set() }
    this.#plugged.set(gadget, plugged)
    gadget.plugged({
      report: (bytes) => {
        for (const listener of plugged.listeners) listener.report(Uint8Array.from(bytes))
      },
      powerCycle: (quietly = false) => {
        const { path } = plugged
        const before = [...plugged.listeners]
        plugged.listeners.clear()
        plugged.path = this.#freePath() // while the old one is still held open
        if (plugged.path === path) throw new Error('a path is given out twice')
        if (!quietly) for (const listener of before) listener.lost()
      },
    })
  }

  unplug(gadget: HidGadget): void {
    const plugged = this.#plugged.get(gadget)
    if (plugged === undefined) throw new Error('the device is not plugged in')
    this.#plugged.delete(gadget)
    for (const listener of [...plugged.listeners]) listener.lost()
    plugged.listeners.clear()
  }

  /** What the next such call ends with; several are used up in their order. `hang` never ends. */
  failNext(call: Call, ...faults: (HidFault | 'hang')[]): void {
    this.#failures.set(call, [...this.#failures.get(call) ?? [], ...faults])
  }

  async list(): Promise<readonly HidDeviceInfo[]> {
    await this.#mayFail('list')
    return [...this.#plugged.values()].map(({ gadget, path }) => ({ ...gadget.identity, path }))
  }

  async open(path: string, listener: HidListener): Promise<HidDevice> {
    await this.#mayFail('open')
    const plugged = [...this.#plugged.values()].find((device) => device.path === path)
    if (plugged === undefined) throw new HidError('gone', 'open')
    plugged.listeners.add(listener)
    this.handles++
    let closed = false
    return {
      ...(this.#givesDescriptors ? { reportDescriptor: plugged.gadget.reportDescriptor } : {}),
      close: async () => {
        if (closed) return
        closed = true
        this.handles--
        plugged.listeners.delete(listener)
      },
    }
  }

  async #mayFail(call: Call): Promise<void> {
    const fault = this.#failures.get(call)?.shift()
    if (fault === 'hang') await new Promise(() => {})
    else if (fault !== undefined) throw new HidError(fault, call)
  }

  #freePath(): string {
    const taken = new Set([...this.#plugged.values()].map(({ path }) => path))
    for (let number = 0; ; number++) {
      const path = `/dev/hidraw${number}`
      if (!taken.has(path)) return path
    }
  }
}
