import path from "node:path";
import ts from "typescript";
import { lineOf, parse, type Source, walk } from "../../../scripts/sources/source.ts";

/** One way in which a file names another module; what is imported only as a type counts like the rest. */
export type Import = { readonly specifier: string | undefined; readonly line: number };

/**
 * Static, re-exported, type, `import()` and `require()` imports. A computed specifier answers `undefined`.
 */
export function importsOf(source: Source): Import[] {
  const found: Import[] = [];
  const add = (node: ts.Node, specifier: ts.Node | undefined): void => {
    const text = specifier !== undefined && ts.isStringLiteralLike(specifier) ? specifier.text : undefined;
    found.push({ specifier: text, line: lineOf(node) });
  };
  walk(parse(source), (node) => {
    if (ts.isImportDeclaration(node)) add(node, node.moduleSpecifier);
    else if (ts.isExportDeclaration(node) && node.moduleSpecifier) add(node, node.moduleSpecifier);
    else if (ts.isExternalModuleReference(node)) add(node, node.expression);
    else if (ts.isImportTypeNode(node)) {
      add(node, ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined);
    } else if (ts.isCallExpression(node) && isImportCall(node)) add(node, node.arguments[0]);
  });
  return found;
}

/** The path from the root that a relative specifier means; `undefined` for a package. */
export function resolveRelative(from: string, specifier: string): string | undefined {
  if (!specifier.startsWith(".")) return undefined;
  return path.posix.normalize(path.posix.join(path.posix.dirname(from), specifier));
}

/** `@scope/name/part` and `name/part` without the part; Node's own as `node:…`. */
export function packageOf(specifier: string): string {
  if (specifier.startsWith("node:")) return specifier;
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

/** Paths of our own files that a file names in a string: how a child process or a worker is started. */
export function mentionsOf(source: Source, known: ReadonlySet<string>): string[] {
  const found: string[] = [];
  walk(parse(source), (node) => {
    if (!ts.isStringLiteralLike(node) || !node.text.endsWith(".ts")) return;
    const beside = path.posix.normalize(path.posix.join(path.posix.dirname(source.path), node.text));
    for (const file of [node.text, beside]) if (known.has(file)) found.push(file);
  });
  return found;
}

function isImportCall(node: ts.CallExpression): boolean {
  if (node.expression.kind === ts.SyntaxKind.ImportKeyword) return true;
  return (
    ts.isIdentifier(node.expression) && node.expression.text === "require" && node.arguments.length === 1
  );
}
