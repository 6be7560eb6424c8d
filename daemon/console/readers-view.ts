import { html, nothing, type TemplateResult } from 'lit/html.js'
import { keyed } from 'lit/directives/keyed.js'
import { repeat } from 'lit/directives/repeat.js'
import { healthView } from './health-view.ts'
import { kindIn } from './cards.ts'
import { patientView } from './patient-view.ts'
import type { Presence } from './presence.ts'
import type { Reader } from './readers.ts'
import type { Scene } from './scene.ts'
import { simulatorView } from './simulator-view.ts'

export function readersView(scene: Scene): TemplateResult {
  const { model: { readers, status }, say } = scene
  return html`
    <section aria-labelledby="readers-title">
      <h2 id="readers-title">${say('readers.title')}</h2>
      ${readers.length === 0 ? html`
        <div class="panel">
          <p><strong>${say('readers.none')}</strong></p>
          <p>${say('readers.none.remedy')}</p>
        </div>` : nothing}
      <div class="readers">${repeat(readers, ({ reader }) => reader, (reader) => readerView(scene, reader))}</div>
      ${status?.simulation === true ? html`<p class="fine">${say('simulator.swap.explained')}</p>` : nothing}
    </section>`
}

function readerView(scene: Scene, reader: Reader): TemplateResult {
  const { say } = scene
  const { presence } = reader
  const state = presence === null ? 'none' : presence.mute ? 'mute' : 'present'
  const id = `reader-${reader.reader}`
  return html`
    <article class="panel reader" aria-labelledby=${id} data-reader=${reader.reader}>
      <header class="reader-top">
        <div>
          <h3 id=${id}>${reader.name}</h3>
          <p class="fine"><code>${reader.reader}</code> · ${say(`link.${reader.link}`)}</p>
        </div>
        <p class="pill card-${state}">${say(`reader.card.${state}`)}</p>
      </header>
      ${presence === null
        ? html`<p class="reader-empty">${say('reader.empty')}</p>`
        // New nodes for every presence: nothing of an earlier card can be left in reused ones.
        : keyed(presence.epoch, presenceView(scene, reader, presence))}
      ${healthView(scene, reader.reader)}
      ${scene.model.status?.simulation === true && reader.link === 'simulated' ? simulatorView(scene, reader) : nothing}
    </article>`
}

function presenceView(scene: Scene, reader: Reader, presence: Presence): TemplateResult {
  const { model: { cards }, say } = scene
  const hasData = presence.reading.state === 'masked' || presence.reading.state === 'shown'
  const kind = hasData ? null : kindIn(cards.states, reader.reader)
  return html`
    <div class="presence">
      ${kind === 'hpc' || kind === 'sam'
        ? html`<p class="reader-role">${say(`reader.role.${kind}`)}</p>`
        : patientView(scene, reader, presence)}
      <dl class="technical">
        <div><dt>${say('reader.epoch')}</dt><dd>${presence.epoch}</dd></div>
        ${presence.atr === '' ? nothing : html`
          <div><dt>${say('reader.atr')}</dt><dd><code>${presence.atr}</code></dd></div>`}
      </dl>
    </div>`
}
