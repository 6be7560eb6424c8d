import type { LocalDeclaration } from '../cs6/local-call.ts'
import type { MethodDeclaration, Scope } from '../native-api/method.ts'

/** Whether calls of a scope touch a card, a visit, the cloud or a secret, and so are recorded; a method may say why it is not. */
const auditedScopes: Readonly<Record<Scope, boolean>> = {
  'system.read': false,
  'card.read': true,
  'card.readProtected': true,
  'card.write': true,
  'visit.settle': true,
  'simulator.control': false, // nothing of a simulated clinic is anybody's
}

export function isAuditedMethod({ scope, unaudited }: Pick<MethodDeclaration, 'scope' | 'unaudited'>): boolean {
  return auditedScopes[scope] && unaudited === undefined
}

/** Functions of csHIS and calls of control software 6.0 are recorded unless they say why not. */
export function isAudited({ unaudited }: Pick<LocalDeclaration, 'unaudited'>): boolean {
  return unaudited === undefined
}
