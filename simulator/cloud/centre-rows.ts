import type { InsuranceStanding } from '#protocols/visit/insurance'
import type { ProfessionName } from '#protocols/nhi-card/profession'
import type { Person } from '../people.ts'
import type { InsuredPerson } from './insured-person.ts'

/** How the centre stands to a security module; what it answers then is in protocols/cs6/bundle-verdict.ts. */
export type ModuleStanding = 'valid' | 'contractExpired' | 'suspended' | 'cancelled' | 'keyAbsent'

export type Environment = 'test' | 'production'

/** A security module, and whose it is. */
export interface Module {
  /** 12 characters. */
  readonly samId: string
  readonly hospitalId: string
  readonly environment: Environment
  readonly standing: ModuleStanding
}

/** A professional card, as the centre knows it. Dates are `YYYY-MM-DD`. */
export interface KnownProfessional {
  /** 12 bytes in hex. */
  readonly hpcId: string
  readonly hpcIdNo: string
  readonly profession: ProfessionName
  readonly validFrom: string
  readonly validTo: string
  readonly revoked: boolean
}

/** Whose health card it is. */
export interface CardHolder extends Person {
  /** 12 bytes in hex. */
  readonly hcId: string
  readonly cancelled: boolean
}

/** Two lists of people that NHIA looks at more closely; what tells them apart is not public (nhi-facts §3.2). */
export type CheckList = 0 | 1 | 2

/** What the insurance knows of somebody. */
export interface Insurance {
  readonly standing: InsuranceStanding
  readonly checkList: CheckList
  /** What a card is to hold that is brought up to date. */
  readonly content: Omit<InsuredPerson, 'standing'>
}

/** A visit that the centre counted. */
export interface CountedVisit {
  readonly hcId: string
  /** `YYYY-MM-DDTHH:mm:ss` */
  readonly treatmentDateTime: string
  readonly treatmentItem: string
  readonly sequenceNumber: string
  readonly hospitalId: string
  readonly samId: string
  readonly treatmentNumber: string
  readonly undone: boolean
}
