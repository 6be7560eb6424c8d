import { html, type TemplateResult } from 'lit/html.js'
import { ENTRY_LIMIT, type Entry } from './entry.ts'
import { languageTag } from './language.ts'
import type { Scene } from './scene.ts'

export function eventsView(scene: Scene): TemplateResult {
  const { model: { entries }, say } = scene
  return html`
    <section class="panel" aria-labelledby="events-title">
      <h2 id="events-title">${say('events.title')}</h2>
      <p class="fine">${say('events.note', { limit: ENTRY_LIMIT })}</p>
      ${entries.length === 0 ? html`<p>${say('events.none')}</p>` : tableView(scene)}
    </section>`
}

function tableView(scene: Scene): TemplateResult {
  const { model: { entries }, say } = scene
  const heads = ['events.seq', 'events.at', 'events.device', 'events.event'] as const
  return html`
    <div class="events" tabindex="0" role="group" aria-labelledby="events-title">
      <table>
        <thead><tr>${heads.map((head) => html`<th scope="col">${say(head)}</th>`)}</tr></thead>
        <tbody>${entries.map((entry) => entryView(scene, entry))}</tbody>
      </table>
    </div>`
}

function entryView({ model: { language }, say }: Scene, { seq, at, event, device, sentence }: Entry): TemplateResult {
  const time = new Date(at).toLocaleTimeString(languageTag[language], { hourCycle: 'h23' })
  return html`
    <tr>
      <td class="event-seq">${seq ?? '–'}</td>
      <td class="event-at"><time datetime=${at}>${time}</time></td>
      <td>${device ?? '–'}</td>
      <td class="event-what">${say(sentence)} <code>${event}</code></td>
    </tr>`
}
