/** One value and its one spelling in bytes; `decode(encode(value))` is the value again. */
export interface Codec<T> {
  /** @throws MalformedError when the value has no spelling */
  encode(value: T): Uint8Array
  /** @throws MalformedError when the bytes spell no value */
  decode(bytes: Uint8Array): T
}

export type ValueOf<C extends Codec<unknown>> = ReturnType<C['decode']>
