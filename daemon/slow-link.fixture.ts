import { TransferError, type ReaderLink } from '#protocols/port/reader-link'

/** A reader whose card answers only after `blocked`. */
export function slowLink(blocked: Promise<void>, onTransfer = () => {}): ReaderLink {
  return {
    kind: 'pcsc',
    start: (listener) => {
      listener({ type: 'readerAdded', name: 'slow' })
      listener({ type: 'cardInserted', name: 'slow', presence: 1, atr: new Uint8Array(), mute: false })
    },
    transfer: async () => {
      onTransfer()
      await blocked
      throw new TransferError('cardSilent', 'SELECT')
    },
    close: async () => {},
  }
}
