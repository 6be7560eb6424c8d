import type { TemplateResult } from 'lit/html.js'

/**
 * Everything a view would put on the page, as one text: markup, texts and attribute values, without a DOM. Directives
 * are followed as the console uses them: `repeat` by its template, others by their values.
 */
export function textOf(value: unknown): string {
  if (value === null || value === undefined || typeof value === 'symbol' || typeof value === 'function') return ''
  if (Array.isArray(value)) return value.map(textOf).join('')
  if (isTemplate(value)) return value.strings.map((markup, index) => markup + textOf(value.values[index])).join('')
  if (isDirective(value)) {
    const [items, , template] = value.values
    return Array.isArray(items) && typeof template === 'function'
      ? items.map((item, index) => textOf(template(item, index))).join('')
      : textOf(value.values)
  }
  return String(value)
}

function isTemplate(value: unknown): value is TemplateResult {
  return typeof value === 'object' && value !== null && '_$litType$' in value
}

function isDirective(value: unknown): value is { values: readonly unknown[] } {
  return typeof value === 'object' && value !== null && '_$litDirective$' in value
}
