import { html, nothing, type TemplateResult } from 'lit/html.js'
import { cardsView } from './cards-view.ts'
import { doorView } from './door-view.ts'
import { eventsView } from './events-view.ts'
import { headerView } from './header-view.ts'
import { sayIn } from './language.ts'
import { lineView, waitView } from './line-view.ts'
import { linksView } from './links-view.ts'
import { nhiaView } from './nhia-view.ts'
import type { EnterPin, Send } from './message.ts'
import type { Model } from './model.ts'
import { readersView } from './readers-view.ts'
import type { Scene } from './scene.ts'
import { serviceView } from './service-view.ts'
import { visitsView } from './visits-view.ts'
import { wedgeView } from './wedge-view.ts'

/** The whole page as a function of the model. */
export function view(model: Model, send: Send, enterPin: EnterPin): TemplateResult {
  const scene: Scene = { model, say: sayIn(model.language), send, enterPin }
  return html`
    ${headerView(scene)}
    <p class="unseen" role="status">${model.announcement === null ? nothing : scene.say(model.announcement)}</p>
    <main>${wedgeView(scene)}${model.door.open ? openView(scene) : doorView(scene)}</main>`
}

function openView(scene: Scene): TemplateResult {
  const { model } = scene
  return html`
    ${noticeView(scene)}
    <div class="desk">
      <div class="desk-main">
        ${model.line.state === 'lost' ? lineView(scene) : model.seq === null ? waitView(scene)
          : html`${readersView(scene)}${cardsView(scene)}`}
      </div>
      <div class="desk-side">
        ${model.status === null ? nothing : html`${visitsView(scene)}${linksView(scene)}${nhiaView(scene)}${serviceView(scene)}`}
        ${eventsView(scene)}
      </div>
    </div>`
}

/** A one-time code failed while the page was permitted already: said, and nothing else changes. */
function noticeView({ model: { door: { problem } }, say, send }: Scene): TemplateResult | typeof nothing {
  if (problem === null) return nothing
  return html`
    <div class="notice notice-warn notice-closable" role="alert">
      <p>${say(problem === 'codeRefused' ? 'door.codeRefusedButOpen' : `door.${problem}`)}</p>
      <button type="button" class="button" @click=${() => send({ type: 'noticeClosed' })}>
        ${say('notice.close')}
      </button>
    </div>`
}
