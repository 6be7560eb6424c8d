import type { MethodName } from '#protocols/native-api/registry'
import type { Handlers } from './handler.ts'

/** Handlers of these methods that are loaded with the first call of one of them: what they stand on takes long to load. */
export function lazyHandlers<Name extends MethodName>(
  names: readonly Name[], load: () => Promise<Pick<Handlers, Name>>,
): Pick<Handlers, Name> {
  let loading: Promise<Pick<Handlers, Name>> | undefined
  const lazily = (name: Name) => async (...call: Parameters<Handlers[Name]>) => {
    const handlers = await (loading ??= load())
    const handler = handlers[name] as (...given: Parameters<Handlers[Name]>) => unknown
    return handler(...call)
  }
  return Object.fromEntries(names.map((name) => [name, lazily(name)])) as Pick<Handlers, Name>
}
