/** 就醫類別 that may be asked for, as nhi-facts §8.1 lists them. */
export const treatmentItems = [
  '00', '01', '02', '03', '04', '05', '06', '07', '08', '09',
  'AA', 'AB', 'AC', 'AD', 'AE', 'AF', 'AG', 'AH', 'AI', 'AJ', 'AK', 'BA', 'BB', 'BC', 'BD', 'BE', 'BF', 'BG', 'CA',
  'DA', 'DB', 'DC', 'EA', 'XA', 'YA', 'YB', 'YC', 'YD', 'YE', 'YF', 'YG', 'YH', 'ZA', 'ZB',
] as const

export type TreatmentItem = (typeof treatmentItems)[number]

/** 補卡註記: 1 normal, 2 補卡. Official samples pass 0, which counts as normal (nhi-facts §2.1, oddities). */
export const afterChecks = ['0', '1', '2'] as const

export type AfterCheck = (typeof afterChecks)[number]
