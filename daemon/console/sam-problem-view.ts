import { html, nothing, type TemplateResult } from 'lit/html.js'
import { ownErrors, type OwnErrorName } from '#protocols/errors/own'
import type { Scene } from './scene.ts'

function isErrorName(name: string): name is OwnErrorName {
  return Object.hasOwn(ownErrors, name)
}

/** What the last authentication of the security module ended with: the error by name, and what to do. */
export function samProblemView({ say }: Scene, name: string): TemplateResult {
  return html`
    <div class="notice notice-warn">
      <p><strong>${say('cards.sam.problem')}</strong> <code>${name}</code></p>
      ${isErrorName(name) ? html`<p>${say(ownErrors[name].remedy)}</p>` : nothing}
    </div>`
}
