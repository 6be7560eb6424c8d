import { html, nothing, type TemplateResult } from 'lit/html.js'
import type { LinkStatusShape } from '#protocols/native-api/schemas'
import type { Scene } from './scene.ts'

/** How the service reaches readers; where one is not ready the daemon's own hint says what to do. */
export function linksView(scene: Scene): TemplateResult {
  const { model: { status }, say } = scene
  return html`
    <section class="panel" aria-labelledby="links-title">
      <h2 id="links-title">${say('links.title')}</h2>
      <ul class="links">${status?.links.map((link) => linkView(scene, link))}</ul>
    </section>`
}

function linkView({ say }: Scene, { link, state, hint, devices }: LinkStatusShape): TemplateResult {
  const hinted = say(hint)
  return html`
    <li class="link">
      <p class="link-name">
        ${say(`link.${link}`)} <span class="pill state-${state}">${say(`link.state.${state}`)}</span>
      </p>
      ${hinted === '' ? nothing : html`<p class="link-hint">${hinted}</p>`}
      ${devices.map(({ device, hint: what }) => html`<p class="link-hint"><code>${device}</code> ${say(what)}</p>`)}
    </li>`
}
