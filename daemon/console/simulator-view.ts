import { html, nothing, type TemplateResult } from 'lit/html.js'
import { live } from 'lit/directives/live.js'
import type { SimulatorAction } from './message.ts'
import type { Model } from './model.ts'
import { problemView } from './problem-view.ts'
import type { Reader } from './readers.ts'
import type { Scene } from './scene.ts'

/** The card the buttons would take: the chosen one, or the first that lies on the desk. */
export function cardFor({ simulated }: Model, { desk }: Reader): string {
  const named = simulated.find(({ card }) => card === desk.chosen)
  const free = simulated.find(({ reader }) => reader === null)
  return (named ?? free ?? simulated[0])?.card ?? ''
}

export function simulatorView(scene: Scene, reader: Reader): TemplateResult {
  const { model, say, send } = scene
  const id = `simulator-${reader.reader}`
  const card = cardFor(model, reader)
  const button = (action: SimulatorAction): TemplateResult => html`
    <button type="button" class="button" ?disabled=${action !== 'remove' && card === ''}
      @click=${() => send({ type: 'simulatePressed', reader: reader.reader, action, card })}>
      ${say(`simulator.${action}`)}<span class="unseen">${say('reader.suffix', { reader: reader.reader })}</span>
    </button>`
  const choose = ({ target }: Event): void => {
    if (target instanceof HTMLSelectElement) send({ type: 'cardChosen', reader: reader.reader, card: target.value })
  }
  const title = `${say('simulator.title')}${say('reader.suffix', { reader: reader.reader })}`
  return html`
    <div class="simulator" role="group" aria-label=${title}>
      <p class="simulator-title">${say('simulator.title')}</p>
      <div class="simulator-controls">
        <label class="unseen" for=${id}>${say('simulator.card.for', { reader: reader.reader })}</label>
        <select id=${id} .value=${live(card)} @change=${choose}>
          ${model.simulated.map((row) => html`
            <option value=${row.card} ?selected=${row.card === card}>${optionLabel(scene, row)}</option>`)}
        </select>
        ${reader.presence === null ? button('insert') : html`${button('swap')}${button('remove')}`}
      </div>
      ${reader.desk.problem === null ? nothing : problemView({
        message: say(reader.desk.problem.message), remedy: say(reader.desk.problem.remedy),
      })}
    </div>`
}

function optionLabel({ say }: Scene, { label, reader }: Model['simulated'][number]): string {
  return reader === null ? say(label) : say('simulator.card.in', { label: say(label), reader })
}
