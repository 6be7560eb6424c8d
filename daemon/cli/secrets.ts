import { NhicardError } from '#protocols/errors/nhicard-error'
import { methods, type MethodName } from '#protocols/native-api/registry'
import * as z from 'zod'
import { promptFor } from './secret-prompts.ts'

/** Where secrets come from: a terminal, where they are asked for, or lines that a program pipes in. */
export interface SecretSource {
  /** Whether a person sits there, who sees prompts. */
  readonly interactive: boolean
  /** The next line, without its end; undefined when there is none any more. */
  next(prompt: string): Promise<string | undefined>
}

/** Secret parameters of a method, in the order in which they are declared. */
export function secretsOf(method: MethodName): readonly string[] {
  const declared: { readonly secret?: readonly string[] } = methods[method]
  return declared.secret ?? []
}

function isOptional(method: MethodName, name: string): boolean {
  const schema = (methods[method].params as z.ZodObject).shape[name]
  return schema instanceof z.ZodType && schema.safeParse(undefined).success
}

/**
 * Asks for the secrets of a method. An empty line leaves an optional one out; a new secret is asked of a person twice,
 * because who mistypes it is locked out.
 * @throws NhicardError PARAMS_INVALID when a line is missing or the two differ
 */
export async function askSecrets(method: MethodName, source: SecretSource): Promise<Record<string, string>> {
  const secrets: Record<string, string> = {}
  for (const name of secretsOf(method)) {
    const optional = isOptional(method, name)
    const line = await lineFrom(source, method, name, { optional, repeated: false })
    if (line === '' && optional) continue
    if (source.interactive && name.startsWith('new')) {
      const again = await lineFrom(source, method, name, { optional, repeated: true })
      if (again !== line) throw new NhicardError('PARAMS_INVALID', { method, why: `the two entries of ${name} differ` })
    }
    secrets[name] = line
  }
  return secrets
}

async function lineFrom(
  source: SecretSource, method: MethodName, name: string, asked: { optional: boolean, repeated: boolean },
): Promise<string> {
  const line = await source.next(promptFor(name, asked))
  if (line !== undefined) return line
  const why = `${name} is secret and is read from standard input, a line of its own`
  throw new NhicardError('PARAMS_INVALID', { method, why: asked.optional ? `${why}, which may be empty` : why })
}
