/**
 * A USB device from the inside: what a device's own firmware does, seen at its endpoints. `HubPort` puts it in front of
 * the simulated bus and of the USB/IP server. All descriptors are the bytes a host would read.
 */
export interface UsbGadget {
  /** 18 bytes (USB 2.0 §9.6.1). */
  readonly deviceDescriptor: Uint8Array
  /** The one configuration with everything in it (USB 2.0 §9.6.3). */
  readonly configurationDescriptor: Uint8Array
  /** String descriptors from index 1 on, as text. */
  readonly strings: readonly string[]
  /** Called by what it is plugged into, each time: `leave` unplugs it from the inside, as a fault plan does. */
  plugged(leave: () => void): void
  /**
   * A control request other than the standard ones that `standardRequest` answers.
   * @param setup 8 bytes
   * @returns data for the host, empty for a request without; or a refusal
   */
  control(setup: Uint8Array, data: Uint8Array): Uint8Array | 'stall'
  /** One transfer on an OUT endpoint (1 to 15). */
  out(endpoint: number, data: Uint8Array): 'ok' | 'stall'
  /**
   * The host wants data of an IN endpoint (1 to 15, without the direction bit). Ends at once when there are data, else
   * when they come; more than `length` is an overflow. One at a time for an endpoint.
   * @returns cancels: the host does not want it any more, and `done` is not called
   */
  in(endpoint: number, length: number, done: (result: Uint8Array | 'stall') => void): () => void
  /** Plugged in, configured or reset by the host: everything volatile is forgotten. No transfer is under way. */
  reset(): void
}
