import { keyPressed, noBurst, type KeyPress, type WedgeTyping } from './wedge.ts'

/** keyCode of a key that an input method has taken, where a browser gives neither `isComposing` nor `Process`. */
const TAKEN_BY_INPUT_METHOD = 229
const MODIFIERS = ['Shift', 'Control', 'Alt', 'AltGraph', 'CapsLock', 'NumLock', 'Meta']

function kindOf({ key, keyCode, isComposing }: KeyboardEvent): KeyPress['kind'] {
  if (isComposing || key === 'Process' || keyCode === TAKEN_BY_INPUT_METHOD) return 'composing'
  if (MODIFIERS.includes(key)) return 'modifier'
  if (key === 'Enter' || key === 'Tab') return 'end'
  return [...key].length === 1 ? 'character' : 'other'
}

/**
 * Tells when a scanner types into this page. Its Enter then presses no button, and what it typed does not stay in a
 * field.
 */
export function watchWedge(page: EventTarget, seen: (how: WedgeTyping) => void): void {
  let burst = noBurst
  page.addEventListener('keydown', (event) => {
    if (!(event instanceof KeyboardEvent) || event.repeat) return
    const pressed = keyPressed(burst, { kind: kindOf(event), at: event.timeStamp })
    burst = pressed.burst
    if (pressed.seen === null) return
    event.preventDefault()
    if (event.target instanceof HTMLInputElement) event.target.value = ''
    seen(pressed.seen)
  }, { capture: true })
}
