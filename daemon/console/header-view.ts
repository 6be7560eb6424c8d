import { html, nothing, type TemplateResult } from 'lit/html.js'
import type { StoreStandingShape } from '#protocols/native-api/system'
import { languages, languageTag } from './language.ts'
import type { Scene } from './scene.ts'

export function headerView(scene: Scene): TemplateResult {
  const { model: { door, line, status }, say } = scene
  const state = door.open ? line.state : 'closed'
  const version = status === null ? '' : ` · ${say('version', { version: status.version })}`
  return html`
    <header class="top">
      <div class="top-inner">
        <img class="top-icon" src="icon.svg" alt="" width="40" height="40">
        <div class="top-title">
          <h1>${say('title')}</h1>
          <p class="top-product">nhicardd${version}</p>
        </div>
        <p class="pill line line-${state}"><span class="unseen">${say('line.label')}: </span>${say(`line.${state}`)}</p>
        ${status === null ? nothing : storeView(scene, status.store)}
        ${languageView(scene)}
      </div>
      ${status?.simulation === true ? simulationView(scene) : nothing}
    </header>`
}

function languageView({ model, say, send }: Scene): TemplateResult {
  return html`
    <div class="languages" role="group" aria-label=${say('language.label')}>
      ${languages.map((language) => html`
        <button type="button" class="language" lang=${languageTag[language]} aria-pressed=${model.language === language}
          @click=${() => send({ type: 'languageChosen', language })}>${say(`language.${language}`)}</button>`)}
    </div>`
}

function simulationView({ say }: Scene): TemplateResult {
  return html`
    <div class="simulation">
      <p class="simulation-inner">
        <strong>${say('simulation.mark')}</strong> <span>${say('simulation.explained')}</span>
      </p>
    </div>`
}

/** Said above all only where nothing new can be kept: then no number can be taken. */
function storeView({ say }: Scene, { state }: StoreStandingShape): TemplateResult | typeof nothing {
  if (state !== 'unavailable' && state !== 'full') return nothing
  return html`<p class="pill store-${state}">${say('service.store')}: ${say(`service.store.state.${state}`)}</p>`
}
