/**
 * 新生兒就醫註記: blank where the card's owner is the patient; A, B, C … a boy, a, b, c … a girl by the order of birth
 * (nhi-facts §8.3, which counts to 9).
 */
export const babyTreatments = [
  '', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i',
] as const

export type BabyTreatment = (typeof babyTreatments)[number]
