/** Sets of return codes that the manual repeats (nhi-facts §2.0). Every function may return 0. */
export const ok = [0] as const
/** C: the card and its authentication. */
export const ofCard = [0, 4000, 4013, 4029, 4033, 4050] as const
/** P: the patient's PIN. */
export const ofPin = [5102, 5109] as const
/** H: the professional card. */
export const ofProfessional = [4014, 4034, 4042] as const
