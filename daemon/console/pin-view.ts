import { html, type TemplateResult } from 'lit/html.js'
import type { Place } from './cards.ts'
import type { Scene } from './scene.ts'

/** Most digits of a PIN. */
const LENGTH = { hc: 6, hpc: 8 } as const

/** A field for a PIN. What is typed leaves it for the daemon at once; no message and no state ever holds it. */
export function pinView(
  { model: { cards: { doing } }, say, enterPin }: Scene, card: 'hc' | 'hpc', place: Place,
): TemplateResult {
  const busy = doing !== null
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    const form = event.currentTarget
    if (!(form instanceof HTMLFormElement) || busy) return
    const pin = String(new FormData(form).get('pin') ?? '')
    form.reset()
    enterPin(card, place, pin)
  }
  const id = `pin-${card}`
  return html`
    <form class="pin-form" autocomplete="off" @submit=${submit}>
      <label for=${id}>${say(`cards.pin.label.${card}`)}</label>
      <input id=${id} name="pin" type="password" inputmode="numeric" autocomplete="off" required
        maxlength=${LENGTH[card]}>
      <button type="submit" class="button button-main" aria-disabled=${busy}>${say('cards.verifyPin')}</button>
    </form>`
}
