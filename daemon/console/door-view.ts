import { html, nothing, type TemplateResult } from 'lit/html.js'
import type { Scene } from './scene.ts'

const COMMAND = 'npx --no nhicard console'

/** The page may not talk to the daemon: how to get permission, calmly. */
export function doorView({ model: { door }, say, send }: Scene): TemplateResult {
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    const form = event.currentTarget
    if (!(form instanceof HTMLFormElement)) return
    send({ type: 'codeGiven', text: String(new FormData(form).get('code') ?? '') })
    form.reset() // a code is a secret: it does not stay in the field
  }
  const checking = door.redeeming !== null
  return html`
    <section class="panel door" aria-labelledby="door-title">
      <h2 id="door-title">${say('door.title')}</h2>
      <p>${say('door.why')}</p>
      ${door.problem === null ? nothing : html`
        <p class="notice notice-warn" id="door-problem" role="alert">${say(`door.${door.problem}`)}</p>`}
      <ol class="steps">
        <li><p>${say('door.step.run')}</p><pre class="command"><code>${COMMAND}</code></pre></li>
        <li>
          <p>${say('door.step.paste')}</p>
          <form class="door-form" @submit=${submit}>
            <label class="unseen" for="door-code">${say('door.field')}</label>
            <input id="door-code" name="code" type="text" required
              autocomplete="off" autocapitalize="off" spellcheck="false"
              placeholder=${say('door.field')} aria-describedby=${door.problem === null ? nothing : 'door-problem'}>
            <button type="submit" class="button button-main" ?disabled=${checking}>
              ${say(checking ? 'door.checking' : 'door.submit')}
            </button>
          </form>
        </li>
      </ol>
    </section>`
}
