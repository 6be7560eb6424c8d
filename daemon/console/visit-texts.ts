import type { Bilingual } from '#protocols/bilingual'

/** Texts of the visits that this PC keeps: the part of the console's table that their panel shows. */
export const visitTexts = {
  'visits.title': { zh: '今日就醫', en: 'Visits today' },
  'visits.pending': { zh: '待處理 {count}', en: '{count} waiting' },
  'visits.none': { zh: '今天還沒有就醫紀錄。', en: 'No visit was kept today.' },
  'visits.waitsFor.card': { zh: '等健保卡', en: 'Waits for the card' },
  'visits.waitsFor.centre': { zh: '等健保署', en: 'Waits for NHIA' },
  'visits.waitsFor.person': { zh: '等人員處理', en: 'Waits for a person' },
  'visits.state.asking': { zh: '取號中', en: 'Being taken' },
  'visits.state.unknown': { zh: '待查明', en: 'To be found out' },
  'visits.state.writing': { zh: '寫卡中', en: 'Being written' },
  'visits.state.cardUnknown': { zh: '待查明', en: 'To be found out' },
  'visits.state.takingBack': { zh: '取消中', en: 'Being taken back' },
  'visits.state.taken': { zh: '已取號', en: 'Taken' },
  'visits.state.none': { zh: '未成立', en: 'Not taken' },
  'visits.state.forPerson': { zh: '待人員處理', en: 'For a person' },
  'visits.state.takenBefore': { zh: '由其他程式取號', en: 'Taken by another program' },
  'visits.state.undone': { zh: '已退掛', en: 'Undone' },
  'visits.state.update': { zh: '卡片更新', en: 'Update of a card' },
  'visits.settle': { zh: '已處理', en: 'Looked after' },
  'visits.settle.doing': { zh: '記錄中…', en: 'Being kept…' },
  'visits.settle.label': { zh: '如何處理（會加密保存）', en: 'What was done (it is kept sealed)' },
  'visits.settle.hint': { zh: '例如：已以異常就醫序號上傳', en: 'such as: uploaded with an irregular number' },
  'announce.settled': { zh: '已記錄為已處理', en: 'It is kept as looked after.' },
  'visits.written': { zh: '診斷與費用 {treatments} 次，處方 {orders} 筆', en: 'diagnoses and fees {treatments} times, {orders} orders' },
} as const satisfies Record<string, Bilingual>
