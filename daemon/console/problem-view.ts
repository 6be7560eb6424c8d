import { html, type TemplateResult } from 'lit/html.js'

/** What went wrong and what to do about it, in the chosen language. */
export function problemView({ message, remedy }: { message: string, remedy: string }): TemplateResult {
  return html`
    <div class="notice notice-stop" role="alert">
      <p><strong>${message}</strong></p>
      <p>${remedy}</p>
    </div>`
}
