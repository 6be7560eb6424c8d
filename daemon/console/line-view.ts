import { html, nothing, type TemplateResult } from 'lit/html.js'
import type { Scene } from './scene.ts'

/** The line is down: why, as far as the page can tell, and that nothing of any card is kept. */
export function lineView({ model: { line }, say }: Scene): TemplateResult | typeof nothing {
  if (line.state !== 'lost') return nothing
  return html`
    <section class="panel wait" role="alert">
      <span class="spinner" aria-hidden="true"></span>
      <div>
        <h2>${say(`lost.${line.daemon}`)}</h2>
        <p>${say(`lost.${line.daemon}.remedy`)}</p>
        <p class="fine">${say('lost.cleared')}</p>
      </div>
    </section>`
}

export function waitView({ model: { line }, say }: Scene): TemplateResult {
  return html`
    <section class="panel wait">
      <span class="spinner" aria-hidden="true"></span>
      <p>${say(line.state === 'broken' ? 'wait.broken' : 'wait.connecting')}</p>
    </section>`
}
