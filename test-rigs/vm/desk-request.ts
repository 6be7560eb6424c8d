import type { ContractCard } from '#drivers/contract/reader-link.contract'

/**
 * What the guest asks of the host, as a line `ask <request>` on the second serial port; the host answers `done`, or why
 * not. All of it is about the reader that QEMU emulates, which has a card or none when it is unplugged and plugged in.
 */
export type DeskRequest = `insert ${ContractCard}` | 'remove' | 'unplug' | 'plug'
