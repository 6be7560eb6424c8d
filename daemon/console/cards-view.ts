import { html, nothing, type TemplateResult } from 'lit/html.js'
import { keyed } from 'lit/directives/keyed.js'
import type { CardStatesShape } from '#protocols/native-api/three-cards'
import { professions } from '#protocols/nhi-card/profession'
import { isAuthenticated, stateOf } from './card-state.ts'
import type { CardAction, CardKind, Place } from './cards.ts'
import { pinView } from './pin-view.ts'
import { problemView } from './problem-view.ts'
import { samProblemView } from './sam-problem-view.ts'
import type { Scene } from './scene.ts'
import type { TextKey } from './texts.ts'

const UNLOCK = 'npx --no nhicard call hpc.unlock'

/** Health card, professional card and security module: where each is and what it has authenticated. */
export function cardsView(scene: Scene): TemplateResult {
  const { model: { cards: { states, problem, asked } }, say, send } = scene
  return html`
    <section class="cards" aria-labelledby="cards-title">
      <h2 id="cards-title">${say('cards.title')}</h2>
      ${problem === null ? nothing : html`
        ${problemView({ message: say(problem.message), remedy: say(problem.remedy) })}
        <p class="actions">
          <button type="button" class="button" aria-disabled=${asked !== null}
            @click=${() => send({ type: 'lookPressed' })}>
            ${say('cards.again')}
          </button>
        </p>`}
      ${states === null ? problem === null ? waitingView(scene) : nothing : html`
        <div class="three">${hcView(scene, states)}${hpcView(scene, states)}${samView(scene, states)}</div>
        <p class="fine">${say('cards.note')}</p>`}
    </section>`
}

function waitingView({ say }: Scene): TemplateResult {
  return html`<p class="reading"><span class="spinner" aria-hidden="true"></span>${say('cards.looking')}</p>`
}

function cardView(scene: Scene, states: CardStatesShape, card: CardKind, body: unknown): TemplateResult {
  const { model: { cards: { doing, failed } }, say } = scene
  const { key, standing } = stateOf(states, card)
  const id = `card-${card}`
  const { place } = states[card]
  return html`
    <article class="panel card" aria-labelledby=${id} data-card=${card}>
      <header class="card-top">
        <h3 id=${id}>${say(`cards.${card}`)}</h3>
        <p class="pill standing-${standing}">${say(key)}</p>
      </header>
      ${keyed(place === null ? null : `${place.reader} ${place.epoch}`, html`<div class="card-body">${body}</div>`)}
      ${doing?.card !== card ? nothing : html`
        <p class="card-doing" role="status">
          <span class="spinner" aria-hidden="true"></span>
          ${say(doing.stage === null ? 'stage.none' : `stage.${doing.stage}`)}
        </p>`}
      ${failed?.card !== card ? nothing : problemView({
        message: say(failed.problem.message), remedy: say(failed.problem.remedy),
      })}
    </article>`
}

function rowView({ say }: Scene, label: TextKey, value: string | null): TemplateResult | typeof nothing {
  return value === null ? nothing : html`<div class="fact"><dt>${say(label)}</dt><dd>${value}</dd></div>`
}

function actionView(
  { model: { cards: { doing } }, say, send }: Scene, action: CardAction, card: CardKind, place: Place | null,
): TemplateResult {
  const press = (): void => {
    if (doing === null) send({ type: 'cardPressed', action, card, place })
  }
  return html`
    <button type="button" class="button" aria-disabled=${doing !== null} @click=${press}>
      ${say(`cards.${action}`)}<span class="unseen">${say('reader.suffix', { reader: say(`cards.${card}`) })}</span>
    </button>`
}

function logoutView(scene: Scene, states: CardStatesShape, card: 'hc' | 'hpc'): TemplateResult | typeof nothing {
  if (!isAuthenticated(states, card)) return nothing
  return html`<p class="actions">${actionView(scene, 'logout', card, states[card].place)}</p>`
}

function professionOf({ say }: Scene, name: keyof typeof professions | null): string | null {
  return name === null ? null : say(professions[name].label)
}

function hcView(scene: Scene, states: CardStatesShape): TemplateResult {
  const { say } = scene
  const { place, pin, hpc, protectedPart } = states.hc
  if (place === null) return cardView(scene, states, 'hc', html`<p class="fine">${say('cards.hc.none')}</p>`)
  if (protectedPart === 'unavailable') {
    return cardView(scene, states, 'hc', html`
      <dl class="facts">${rowView(scene, 'cards.reader', place.reader)}</dl>
      <p class="fine">${say('cards.hc.real')}</p>`)
  }
  return cardView(scene, states, 'hc', html`
    <dl class="facts">
      ${rowView(scene, 'cards.reader', place.reader)}
      ${rowView(scene, 'cards.pin', say(`cards.pin.${pin}`))}
      ${rowView(scene, 'cards.rights', professionOf(scene, hpc) ?? say('cards.rights.none'))}
    </dl>
    ${pin === 'blocked' ? html`<p class="fine">${say('cards.hc.blocked')}</p>` : nothing}
    ${pin === 'unverified' ? pinView(scene, 'hc', place) : nothing}
    ${logoutView(scene, states, 'hc')}`)
}

function hpcView(scene: Scene, states: CardStatesShape): TemplateResult {
  const { say } = scene
  const { place, pin, profession, triesLeft, validTo } = states.hpc
  if (place === null) return cardView(scene, states, 'hpc', html`<p class="fine">${say('cards.hpc.none')}</p>`)
  const tries = triesLeft === null || pin !== 'unverified' ? '' : say('cards.pin.tries', { tries: triesLeft })
  return cardView(scene, states, 'hpc', html`
    <dl class="facts">
      ${rowView(scene, 'cards.reader', place.reader)}
      ${rowView(scene, 'cards.profession', professionOf(scene, profession) ?? say('cards.profession.unknown'))}
      ${rowView(scene, 'cards.pin', say(`cards.pin.${pin}`) + tries)}
      ${rowView(scene, 'cards.validTo', validTo)}
    </dl>
    ${pin === 'blocked' ? html`
      <div>
        <p class="fine">${say('cards.hpc.blocked')}</p>
        <pre class="command"><code>${UNLOCK}</code></pre>
      </div>` : nothing}
    ${pin === 'verified' || pin === 'blocked' ? nothing : pinView(scene, 'hpc', place)}
    ${logoutView(scene, states, 'hpc')}`)
}

function samView(scene: Scene, states: CardStatesShape): TemplateResult {
  const { say } = scene
  const { kind, place, samId, hospitalId, hospitalName, problem } = states.sam
  const hospital = [hospitalName, hospitalId].filter((text) => text !== null).join(' · ')
  return cardView(scene, states, 'sam', html`
    ${kind === 'none' ? html`<p class="fine">${say('cards.sam.none')}</p>` : html`
      <dl class="facts">
        ${rowView(scene, 'cards.reader', place?.reader ?? say('cards.sam.cloud'))}
        ${rowView(scene, 'cards.samId', samId ?? say('cards.sam.unread'))}
        ${rowView(scene, 'cards.hospital', hospital === '' ? null : hospital)}
      </dl>`}
    ${problem === null ? nothing : samProblemView(scene, problem)}
    <p class="actions">${actionView(scene, 'verifySam', 'sam', place)}</p>`)
}
