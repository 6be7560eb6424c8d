/** One place where a master key can lie. Two of them while a key is being changed: the one in use and the one to come. */
export interface KeyPlace {
  readonly source: 'systemd credential' | 'keyring' | 'file'
  /** @returns 32 bytes, or undefined when there is none. @throws NhicardError STORE_KEY_WRONG for what is no key */
  read(which: 'current' | 'next'): Uint8Array | undefined
  /** Keeps a key durably; absent where only an administrator can. */
  readonly keep?: (which: 'current' | 'next', key: Uint8Array) => void
  /** The key to come is the one in use from now on, durably. */
  readonly promote?: () => void
  /** The key to come does not come. */
  readonly drop?: () => void
}
