/** Sets of return codes that the manual repeats (nhi-facts §2.0). Every function may return 0. */
export const ok = [0] as const
/** C: the card and its authentication. */
export const ofCard = [0, 4000, 4013, 4029, 4033, 4050] as const
/** P: the patient's PIN. */
export const ofPin = [5102, 5109] as const
/** H: the professional card. */
export const ofProfessional = [4014, 4034, 4042] as const
/** The read failures of the four prescription areas (nhi-facts §3.1). */
export const ofPrescriptions = [5015, 5016, 5017, 5018] as const
/**
 * What any function returns beyond its list in nhi-facts §2.1, where the cards do not let it do its work: the manual has
 * these codes and does not repeat them. No module (4012), a card that answers abnormally (4043), a PIN that is locked
 * (9043), a profession without this right (9100), the module's file or a mix of test and production (9200 to 9203, 9230).
 */
export const ofSurroundings = [4012, 4043, 9043, 9100, 9200, 9201, 9202, 9203, 9230] as const
