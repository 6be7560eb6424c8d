import { html, nothing, type TemplateResult } from 'lit/html.js'
import type { ResultOf } from '#protocols/native-api/registry'
import { languageTag } from './language.ts'
import type { Scene } from './scene.ts'

type Visit = ResultOf<'visit.list'>['visits'][number]
const shown = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const

/** Visits of the day, without who they are of; those that wait stand first, with the step to take. */
export function visitsView(scene: Scene): TemplateResult {
  const { model: { visits: { today, pending } }, say } = scene
  const waiting = new Set(pending.map(({ visitId }) => visitId))
  const others = today.filter(({ visitId }) => !waiting.has(visitId))
  return html`
    <section class="panel" aria-labelledby="visits-title">
      <h2 id="visits-title">
        ${say('visits.title')}
        ${pending.length === 0 ? nothing : html`<span class="pill site-down" data-pending=${pending.length}>
          ${say('visits.pending', { count: pending.length })}</span>`}
      </h2>
      ${pending.length + others.length === 0 ? html`<p class="fine">${say('visits.none')}</p>` : nothing}
      <ul class="links">${[...pending, ...others].map((visit) => visitView(scene, visit))}</ul>
    </section>`
}

function visitView({ model: { language }, say }: Scene, visit: Visit): TemplateResult {
  const { visitId, patientMasked, sequenceNumber, begunAt, state, treatments, orders, pending } = visit
  const time = new Date(begunAt).toLocaleTimeString(languageTag[language], shown)
  return html`
    <li class="link" data-visit=${visitId}>
      <p class="link-name">
        ${time} <code>${patientMasked}</code> ${sequenceNumber ?? ''} <span class="pill">${say(`visits.state.${state}`)}</span>
      </p>
      ${treatments + orders === 0 ? nothing : html`<p class="link-hint">${say('visits.written', { treatments, orders })}</p>`}
      ${pending === null ? nothing : html`
        <p class="site-reason">${say(`visits.waitsFor.${pending.waitsFor}`)}</p>
        <p class="link-hint">${say(pending.step)}</p>`}
    </li>`
}
