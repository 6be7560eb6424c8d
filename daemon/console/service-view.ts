import { html, nothing, type TemplateResult } from 'lit/html.js'
import type { DoorStatusShape } from '#protocols/native-api/schemas'
import type { StoreStandingShape } from '#protocols/native-api/system'
import { languageTag } from './language.ts'
import type { Scene } from './scene.ts'

/** The doors beside the native one with their certificates, the journal of visits, and how many calls wait for a reader. */
export function serviceView(scene: Scene): TemplateResult | typeof nothing {
  const { model: { status }, say } = scene
  if (status === null) return nothing
  return html`
    <section class="panel" aria-labelledby="service-title">
      <h2 id="service-title">${say('service.title')}</h2>
      <ul class="links">${status.doors.map((door) => doorView(scene, door))}${storeView(scene, status.store)}</ul>
      <p class="fine" data-waiting=${status.queue.waiting}>${say('service.waiting', status.queue)}</p>
    </section>`
}

function doorView({ model: { language }, say }: Scene, { door, state, port, certificate }: DoorStatusShape): TemplateResult {
  const end = certificate === null ? '' : new Date(certificate.notAfter).toLocaleDateString(languageTag[language])
  return html`
    <li class="link" data-door=${door}>
      <p class="link-name">
        ${say(`service.door.${door}`)} <span class="pill door-${state}">${say(`service.door.state.${state}`)}</span>
      </p>
      ${port === null ? nothing : html`<p class="link-hint">${say('service.door.port', { port })}</p>`}
      ${certificate === null ? nothing : html`<p class="link-hint">${say('service.door.certificate', { time: end })}</p>`}
      ${state === 'portTaken' || state === 'failing' ? html`<p class="link-hint">${say(`service.door.${state}`)}</p>` : nothing}
    </li>`
}

function storeView({ say }: Scene, { state, why, keySource, pending }: StoreStandingShape): TemplateResult {
  return html`
    <li class="link" data-store=${state}>
      <p class="link-name">${say('service.store')} <span class="pill store-${state}">${say(`service.store.state.${state}`)}</span></p>
      ${keySource === null ? nothing : html`<p class="link-hint">${say(`service.store.key.${keySource}`)}</p>`}
      ${pending === null ? nothing : html`<p class="link-hint">${say('service.store.pending', { pending })}</p>`}
      ${why === null ? nothing : html`<p class="site-reason"><code>${why}</code></p>`}
      ${state === 'ok' || state === 'closed' ? nothing : html`<p class="link-hint">${say(`service.store.${state}`)}</p>`}
    </li>`
}
