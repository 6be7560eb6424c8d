import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

export const folders = ['protocols', 'drivers', 'simulator', 'client', 'daemon', 'test-rigs', 'scripts', 'systemd'] as const

export interface SourceFile {
  /** Relative to the root, with slashes. */
  readonly path: string
  readonly text: string
}

/** Every TypeScript file of ours. */
export function sourceFiles(): SourceFile[] {
  return folders.flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => {
      const file = join(entry.parentPath, entry.name)
      return { path: relative(root, file).split(sep).join('/'), text: readFileSync(file, 'utf8') }
    }))
}

export interface Import {
  readonly specifier: string
  /** By `import()`, when the code gets there. */
  readonly lazy: boolean
  /** `import type`, which leaves nothing behind. */
  readonly typeOnly: boolean
}

/** Every import and re-export of a file, as the compiler's parser sees it. */
export function importsOf({ path, text }: SourceFile): Import[] {
  const found: Import[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      found.push({ specifier: node.moduleSpecifier.text, lazy: false, typeOnly: node.importClause?.isTypeOnly ?? false })
    }
    if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined && ts.isStringLiteral(node.moduleSpecifier)) {
      found.push({ specifier: node.moduleSpecifier.text, lazy: false, typeOnly: node.isTypeOnly })
    }
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [argument] = node.arguments
      if (argument !== undefined && ts.isStringLiteral(argument)) found.push({ specifier: argument.text, lazy: true, typeOnly: false })
    }
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true))
  return found
}
