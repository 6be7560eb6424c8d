import { html, nothing, type TemplateResult } from 'lit/html.js'
import type { NhiaSiteShape, NhiaStatusShape } from '#protocols/native-api/nhia'
import { languageTag } from './language.ts'
import type { Scene } from './scene.ts'

const MINUTE_MS = 60_000
const shown = { month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const

/** How the sites of NHIA stand, why one is down and what staff can do about it. */
export function nhiaView(scene: Scene): TemplateResult | typeof nothing {
  const { model: { status }, say } = scene
  if (status === null) return nothing
  const { nhia } = status
  return html`
    <section class="panel" aria-labelledby="nhia-title">
      <h2 id="nhia-title">${say('nhia.title')}</h2>
      ${nhia === null ? html`<p class="fine">${say('nhia.none')}</p>` : sitesView(scene, nhia)}
    </section>`
}

function sitesView(scene: Scene, nhia: NhiaStatusShape): TemplateResult {
  const { say } = scene
  const { sites } = nhia
  const isDown = sites.length > 0 && sites.every(({ state }) => state === 'down')
  return html`
    ${nhia.clock === 'wrong' ? clockView(scene, nhia) : nothing}
    ${isDown ? html`<p class="notice notice-stop">${say('nhia.allDown')}</p>` : nothing}
    ${sites.length === 0 ? html`<p class="fine">${say('nhia.notYet')}</p>` : nothing}
    <ul class="links">${sites.map((site, index) => siteView(scene, site, index + 1))}</ul>`
}

function siteView(scene: Scene, { origin, state, reason, since, answeredAt }: NhiaSiteShape, number: number): TemplateResult {
  const { say } = scene
  const time = (at: string): string => timeOf(scene, at)
  const answered = state === 'down' && answeredAt !== undefined ? say('nhia.answered', { time: time(answeredAt) }) : ''
  return html`
    <li class="link" data-site=${number}>
      <p class="link-name">
        ${say('nhia.site', { number })} <span class="pill site-${state}">${say(`nhia.state.${state}`)}</span>
      </p>
      <p class="link-hint"><code>${origin}</code></p>
      ${since === undefined ? nothing : html`<p class="link-hint">${say('nhia.since', { time: time(since) })}${answered}</p>`}
      ${reason === undefined ? nothing : html`
        <p class="site-reason">${say(`nhia.reason.${reason}`)}</p>
        <p class="link-hint">${say(`nhia.remedy.${reason}`)}</p>`}
    </li>`
}

/** By the site whose clock differs most: there is one clock to be set, and it is this PC's. */
function clockView({ say }: Scene, { sites }: NhiaStatusShape): TemplateResult {
  const ahead = sites.map(({ clockAheadMs = 0 }) => clockAheadMs)
    .reduce((most, one) => (Math.abs(one) > Math.abs(most) ? one : most), 0)
  const minutes = Math.round(Math.abs(ahead) / MINUTE_MS)
  return html`
    <div class="notice">
      <p><strong>${say(ahead > 0 ? 'nhia.clock.slow' : 'nhia.clock.fast', { minutes })}</strong></p>
      <p>${say('nhia.clock.remedy')}</p>
    </div>`
}

function timeOf({ model: { language } }: Scene, at: string): string {
  return new Date(at).toLocaleString(languageTag[language], shown)
}
