import type { Bilingual } from '#protocols/bilingual'
import type { CshisFunction } from '#protocols/cshis/function'
import { notYet } from '#protocols/errors/official/not-yet'
import { functions, only } from './pair-story.fixture.ts'

/** Why a code that the manual lists for functions of a kind is returned by none of them here. */
export interface PairReason {
  readonly codes: readonly number[]
  readonly of: (declared: CshisFunction) => boolean
  readonly why: Bilingual
}

const all = () => true
const changesPin = only('csInputHCPIN', 'csDisableHCPIN', 'hpcInputHPCPIN', 'hpcUnlockHPC')
const verifies = only('csVerifyHCPIN', 'hpcVerifyHPCPIN', 'HCA_GNFuncCall')
const ofNumbers = only('hisGetSeqNumber', 'hisGetSeqNumber256', 'hisGetSeqNumber256N1')
const ofOneArea = only('hisReadPrescriptMain', 'hisReadPrescriptLongTerm', 'hisReadPrescriptHVE', 'hisReadPrescriptAllergic')

export const pairReasons: readonly PairReason[] = [
  {
    codes: [5109], of: (one) => !changesPin(one) && !verifies(one),
    why: {
      zh: '除驗證 PIN 的功能外，沒有功能會自行請人輸入 PIN', en: 'no function asks for a PIN by itself, but those that verify one: nobody can cancel here',
    },
  },
  {
    codes: [5102], of: only('hpcInputHPCPIN', 'hpcUnlockHPC'),
    why: { zh: '舊 PIN 錯誤為 5105，解鎖碼錯誤為 5122', en: 'a wrong old PIN is 5105 here, and a wrong code that unlocks 5122' },
  },
  { codes: [9043], of: only('hpcUnlockHPC'), why: { zh: '仍鎖住時為 5122', en: 'a card that stays locked is 5122 here' } },
  {
    codes: [5110], of: only('csVerifyHCPIN', 'csInputHCPIN', 'csDisableHCPIN'),
    why: {
      zh: '每台讀卡機各有按鍵，醫事人員卡不會佔用', en: 'each reader has its own pad, and no link tells which slots share one: no card is in the way',
    },
  },
  {
    codes: [5015, 5016, 5017, 5018], of: ofOneArea,
    why: { zh: '此功能只讀一個區域，其他區域的讀取失敗與它無關', en: 'the function reads one area, and the others’ failures are not its own' },
  },
  { codes: [5005], of: all, why: notYet.pcKeepsTime },
  { codes: [6008], of: all, why: notYet.pcKeepsTime },
  {
    codes: [4071], of: ofNumbers,
    why: {
      zh: '取號不需資料中心對健保卡的認證，離線計數亦可', en: 'the data centre shows itself to no health card for a number: it is asked by the module',
    },
  },
  {
    codes: [5067], of: only('csUploadData'),
    why: {
      zh: '已認證的安全模組必已讀出院所代碼；取出時為 4012', en: 'a module that is authenticated has told its institution; one that is taken out is 4012',
    },
  },
  { codes: [6016, 6017], of: only('csUploadData'), why: notYet.callerOpensFile },
]

/** Why this function does not return this code; undefined where nothing is known. */
export const reasonOf = (declared: CshisFunction, code: number): Bilingual | undefined => (
  pairReasons.find(({ codes, of }) => codes.includes(code) && of(declared))?.why
)

/** Reasons that stand for nothing. */
export const idleReasons = (isShown: (declared: CshisFunction, code: number) => boolean): readonly PairReason[] => (
  pairReasons.filter(({ codes, of }) => !functions.some((declared) => (
    of(declared) && declared.returns.some((code) => codes.includes(code) && !isShown(declared, code))
  )))
)
