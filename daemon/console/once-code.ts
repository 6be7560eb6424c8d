/** The code in a one-time link (`http://127.0.0.1:6440/#once=…`), in a URL fragment, or typed by itself. */
export function onceCodeIn(text: string): string | null {
  const linked = /[#&]once=([\w.~-]+)\s*$/.exec(text)?.[1]
  return linked ?? /^\s*([\w.~-]+)\s*$/.exec(text)?.[1] ?? null
}
