import { html, nothing, type TemplateResult } from 'lit/html.js'
import type { Scene } from './scene.ts'

/** A scanner types into the page: how it is switched to a mode in which the service reads it. */
export function wedgeView({ model: { wedge }, say, send }: Scene): TemplateResult | typeof nothing {
  if (wedge.seen === null || wedge.closed) return nothing
  return html`
    <section class="notice notice-warn wedge" aria-labelledby="wedge-title">
      <h2 id="wedge-title">${say(`wedge.${wedge.seen}`)}</h2>
      <p>${say('wedge.why')}</p>
      <ol class="wedge-steps">
        <li>${say('wedge.step.manual')}</li>
        <li>${say('wedge.step.hidPos')}</li>
        <li>${say('wedge.step.serial')}</li>
        <li>${say('wedge.step.proof')}</li>
      </ol>
      <p class="fine">${say('wedge.kept')}</p>
      <p class="actions">
        <button type="button" class="button" @click=${() => send({ type: 'wedgeClosed' })}>
          ${say('notice.close')}
        </button>
      </p>
    </section>`
}
