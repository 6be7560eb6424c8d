import { repeat } from 'lit/directives/repeat.js'
import { html, nothing, type TemplateResult } from 'lit/html.js'
import type { ResultOf } from '#protocols/native-api/registry'
import { languageTag } from './language.ts'
import type { Scene } from './scene.ts'

type Visit = ResultOf<'visit.list'>['visits'][number]
/** Of a note, as the native API takes it. */
const LONGEST = 200
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
      <ul class="links">${repeat([...pending, ...others], ({ visitId }) => visitId, (visit) => visitView(scene, visit))}</ul>
    </section>`
}

function visitView(scene: Scene, visit: Visit): TemplateResult {
  const { model: { language }, say } = scene
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
        <p class="link-hint">${say(pending.step)}</p>
        ${pending.waitsFor === 'person' ? settleView(scene, visitId) : nothing}`}
    </li>`
}

/** Where a person says what was done. The list is keyed by visits, so that what is typed stays with its own. */
function settleView({ model: { visits: { settling, failed } }, say, send }: Scene, visitId: string): TemplateResult {
  const isBusy = settling !== null
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    const form = event.currentTarget
    if (!(form instanceof HTMLFormElement) || isBusy) return
    send({ type: 'settlePressed', visitId, note: String(new FormData(form).get('note') ?? '') })
  }
  const id = `settle-${visitId}`
  return html`
    <form class="pin-form" autocomplete="off" @submit=${submit}>
      <label for=${id}>${say('visits.settle.label')}</label>
      <input id=${id} name="note" type="text" autocomplete="off" required pattern=".*\\S.*" maxlength=${LONGEST}
        placeholder=${say('visits.settle.hint')}>
      <button type="submit" class="button button-main" aria-disabled=${isBusy}>
        ${say(settling?.visitId === visitId ? 'visits.settle.doing' : 'visits.settle')}
      </button>
    </form>
    ${failed?.visitId !== visitId ? nothing : html`
      <p class="site-reason" role="alert">${say(failed.problem.message)} ${say(failed.problem.remedy)}</p>`}`
}
