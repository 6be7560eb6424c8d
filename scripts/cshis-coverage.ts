import type { CshisFunction } from '#protocols/cshis/function'
import { cshisMethod } from '#protocols/cshis/native'
import { officialErrorsOf, type OfficialError } from '#protocols/errors/official/index'
import { notYet } from '#protocols/errors/official/not-yet'
import { codeStories, exampleOf, storyTest } from '../daemon/cshis/code-stories.fixture.ts'
import { exampleTest, pairs, type Pair } from '../daemon/cshis/pairs.fixture.ts'
import { numberedFunctions } from './numbered-functions.ts'

const pairsOf = (declared: CshisFunction) => pairs.filter((pair) => pair.declared === declared)

/** A code in bold is returned in a test of that function. */
function functionRow(declared: CshisFunction): string {
  const { name, no = '–', examples, refused, icd10 } = declared
  const faces = cshisMethod(`cshis.${name}`) === undefined ? 'bytes' : 'bytes, JSON'
  const modes = icd10 === undefined ? '' : examples.some((one) => one.icd10 === true) ? ', ICD-10' : ''
  const names = examples.map((one) => one.name).join('; ')
  const codes = pairsOf(declared).map(({ code, when }) => when === undefined ? String(code) : `**${code}**`).join(' ')
  return `| ${no} | \`${name}\` | ${refused === undefined ? faces + modes : '不提供 refused'} | ${names} | ${codes} |`
}

/** Of an outcome that no function reaches here. */
const MACHINE = '僅狀態機 by its state machine alone'

/** More of them than this are counted. */
const FEW = 6

function functionsOf(code: number): string {
  const names = numberedFunctions.filter(({ returns }) => returns.includes(code)).map(({ name }) => `\`${name}\``)
  if (names.length === 0) return '–'
  return names.length > FEW ? `${names.slice(0, 2).join(', ')} … (${names.length})` : names.join(', ')
}

/** What produces a code, and the test that does so; or why nothing does. */
function producedBy({ code, happens }: OfficialError): readonly [how: string, where: string] {
  const shown = exampleOf(code)
  if (shown !== undefined) return [`\`${shown.name}\`: ${shown.example.name}`, `\`${exampleTest}\``]
  const story = codeStories[code]
  if (story !== undefined) return ['call' in story ? `\`${story.call}\`: ${story.name}` : `${MACHINE}: ${story.name}`, `\`${storyTest}\``]
  const reason = happens.notYet === undefined ? undefined : notYet[happens.notYet]
  return [reason === undefined ? '–' : `**尚無 not yet**: ${reason.zh} ${reason.en}`, '–']
}

function codeRow(row: OfficialError): string {
  const [how, where] = producedBy(row)
  return `| ${row.code} | ${row.meaning.zh} | ${functionsOf(row.code)} | ${how} | ${where} |`
}

/** What shows a code of a function, and where; or why nothing does. */
function pairRow({ declared: { name }, code, when, test, why }: Pair): string {
  const how = when ?? (why === undefined ? '–' : `**無 none**: ${why.zh} ${why.en}`)
  return `| \`${name}\` | ${code} | ${how} | ${test === undefined ? '–' : `\`${test}\``} |`
}

/** Which function has which examples, and what shows each of its return codes; and what produces each code. */
export function cshisCoverage(): string {
  const rows = officialErrorsOf('csHIS').toSorted((one, other) => one.code - other.code)
  const produced = rows.filter((row) => producedBy(row)[1] !== '–')
  const byMachine = produced.filter((row) => producedBy(row)[0].startsWith(MACHINE))
  const shown = pairs.filter(({ when }) => when !== undefined).length
  const reasoned = pairs.filter(({ why }) => why !== undefined).length
  const examples = numberedFunctions.reduce((sum, one) => sum + one.examples.length, 0)
  return [
    '# 函式涵蓋情形 · Coverage of the functions', '',
    '<!-- written by `npm run gen`; edit the declarations in protocols/cshis and the stories in daemon/cshis/stories instead -->', '',
    `${numberedFunctions.length} functions, ${examples} examples, each run through`,
    `both faces by \`${exampleTest}\`. A code in bold is returned in a test of that function; the others have their reasons in the`,
    'second table, which names what shows each code of each function. The third is of the codes.', '',
    '| No. | Function | Faces | Examples | Return codes |', '|---|---|---|---|---|', ...numberedFunctions.map(functionRow), '',
    '## 函式與代碼 · Functions and their codes', '',
    `${pairs.length} return codes of functions: ${shown} are shown by a test, ${reasoned} are not and have a reason here.`, '',
    '| Function | 代碼 Code | 例 Example, 情境 story, or why there is none | Test |', '|---|---|---|---|',
    ...numberedFunctions.flatMap(pairsOf).map(pairRow), '',
    '## 代碼 · Codes', '',
    `${produced.length} of ${rows.length} codes of csHIS are produced by a test: an example of a function, or a story where none`,
    `returns it. ${byMachine.length} of them are outcomes of a state machine that no function reaches here. Of the`,
    'others the last column but one says why nothing here produces them. Functions are those whose manual',
    'names the code; others may return it, as a card or the data centre has it.', '',
    '| 代碼 Code | 意義 Meaning | Functions | 由何產生 Produced by | Test |', '|---|---|---|---|---|', ...rows.map(codeRow), '',
  ].join('\n')
}
