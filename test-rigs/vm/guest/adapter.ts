/** The CDC-ACM adapter of the guest, and the line the kernel makes of it. */
export const adapterIdentity = {
  idVendor: 0x0403, idProduct: 0x6001, bcdDevice: 0x0100, manufacturer: 'Simulated', product: 'CDC-ACM Adapter',
  serialNumber: 'A-1',
} as const

export const LINE = '/dev/ttyACM0'

/** CDC-ACM has no CTS, so the switch of a Phoenix reader hangs on DSR. */
export const phoenixPresence = { line: 'dsr', when: true } as const
