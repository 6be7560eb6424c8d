import { html, nothing, type TemplateResult } from 'lit/html.js'
import type { ReaderHealthShape } from '#protocols/native-api/readers'
import { healthCounts, type HealthCount } from '#protocols/reader/health'
import type { Scene } from './scene.ts'

/** Whether a reader wears out and what to do about it; what was counted is shown when somebody opens it. */
export function healthView(scene: Scene, reader: string): TemplateResult | typeof nothing {
  const { model: { health }, say } = scene
  const told = health.find((one) => one.reader === reader)
  if (told === undefined) return nothing
  const { verdict, signs } = told
  return html`
    <div class="health">
      ${signs.map((sign) => html`<p class="health-sign">${say(sign)}</p>`)}
      <details>
        <summary>
          ${say('health.label')} <span class="pill health-${verdict}">${say(`health.verdict.${verdict}`)}</span>
        </summary>
        ${countsView(scene, told)}
      </details>
    </div>`
}

function countsView({ say }: Scene, { counts, latency, verdict }: ReaderHealthShape): TemplateResult {
  const rows = Object.keys(healthCounts) as HealthCount[]
  return html`
    ${verdict === 'unknown' ? html`<p class="fine">${say('health.verdict.unknown.why')}</p>` : nothing}
    <dl class="health-counts">
      ${rows.map((what) => html`
        <div><dt>${say(healthCounts[what])}</dt><dd data-count=${what}>${counts[what]}</dd></div>`)}
      ${latency === null ? nothing : html`
        <div>
          <dt>${say('health.latency', { apdus: latency.apdus })}</dt>
          <dd data-count="latency">${say('health.latency.ms', latency)}</dd>
        </div>`}
    </dl>
    <p class="fine">${say('health.since')}</p>`
}
