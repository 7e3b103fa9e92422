import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { CODE_MAKERS } from './code-makers.ts';

/** `codes` can be thrown; `unclear` are places whose code this reading of the source cannot tell, as `file: expression`. */
export type FoundCodes = { codes: Set<string>; unclear: Set<string> };

/** A function that takes a code: `file#name`, and which of its arguments the code is. */
type Sinks = Map<string, Set<number>>;
type Source = { file: string; tree: ts.SourceFile; imports: Map<string, string> };

const SOURCES = '{app,biller,core,oracle,sandbox,scripts,sealer}/**/*.{ts,tsx}';

/**
 * Every error code that the tree's sources can throw: the literals that reach the code of one of `CODE_MAKERS`, also through constants and through parameters of
 * functions. Works on the syntax alone: seconds are enough for the whole tree.
 */
export function findCodes(root: string): FoundCodes {
  const sources = globSync(SOURCES, { cwd: root })
    .sort()
    .map((file) => readSource(root, file));
  const sinks: Sinks = new Map(CODE_MAKERS.map(({ file, name, at }) => [`${file}#${name}`, new Set([at])]));
  for (;;) {
    const found: FoundCodes = { codes: new Set(), unclear: new Set() };
    const before = sizeOf(sinks);
    for (const source of sources) readCalls(source, sinks, found);
    // A function that hands its parameter on is a place that takes codes, too: read again with it.
    if (sizeOf(sinks) === before) return found;
  }
}

function sizeOf(sinks: Sinks): number {
  return [...sinks.values()].reduce((sum, places) => sum + places.size, 0);
}

function readSource(root: string, file: string): Source {
  const tree = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest, true);
  const imports = new Map<string, string>();
  for (const statement of tree.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const { text } = statement.moduleSpecifier;
    const names = statement.importClause?.namedBindings;
    if (!text.startsWith('.') || names === undefined || !ts.isNamedImports(names)) continue;
    for (const { name, propertyName } of names.elements)
      imports.set(name.text, `${join(dirname(file), text)}#${(propertyName ?? name).text}`);
  }
  return { file, tree, imports };
}

function readCalls(source: Source, sinks: Sinks, found: FoundCodes): void {
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      const callee = calleeOf(source, node);
      for (const at of (callee === undefined ? undefined : sinks.get(callee)) ?? []) {
        const argument = node.arguments?.[at];
        if (argument !== undefined) readCode(source, sinks, found, argument);
      }
    }
    const refused = ts.isObjectLiteralExpression(node) ? codeOfRefusal(node) : undefined;
    if (refused !== undefined) readCode(source, sinks, found, refused);
    ts.forEachChild(node, visit);
  };
  visit(source.tree);
}

/** The code of `{ ok: false, code: … }`, as refusals are written that are no errors yet. */
function codeOfRefusal({ properties }: ts.ObjectLiteralExpression): ts.Expression | undefined {
  const named = (name: string): ts.Expression | undefined =>
    properties.filter(ts.isPropertyAssignment).find((one) => ts.isIdentifier(one.name) && one.name.text === name)
      ?.initializer;
  const verdict = named('ok') ?? named('opened');
  return verdict?.kind === ts.SyntaxKind.FalseKeyword ? named('code') : undefined;
}

/** `file#name` of what is called; a class's own constructor where it is `super`. */
function calleeOf(source: Source, node: ts.CallExpression | ts.NewExpression): string | undefined {
  const { expression } = node;
  if (expression.kind === ts.SyntaxKind.SuperKeyword) {
    const parent = enclosing(node, ts.isClassDeclaration)?.heritageClauses?.[0]?.types[0]?.expression;
    return parent !== undefined && ts.isIdentifier(parent) ? nameOf(source, parent.text) : undefined;
  }
  return ts.isIdentifier(expression) ? nameOf(source, expression.text) : undefined;
}

function nameOf({ file, imports }: Source, name: string): string {
  return imports.get(name) ?? `${file}#${name}`;
}

function readCode(source: Source, sinks: Sinks, found: FoundCodes, node: ts.Expression): void {
  const again = (inner: ts.Expression): void => readCode(source, sinks, found, inner);
  if (ts.isStringLiteralLike(node)) {
    found.codes.add(node.text);
  } else if (ts.isParenthesizedExpression(node)) {
    again(node.expression);
  } else if (ts.isConditionalExpression(node)) {
    again(node.whenTrue);
    again(node.whenFalse);
  } else if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken) {
    again(node.left);
    again(node.right);
  } else if (ts.isIdentifier(node)) {
    const sink = parameterOf(source, node);
    const value = sink === undefined ? constantOf(source, node.text) : undefined;
    if (sink !== undefined) sinks.set(sink.name, (sinks.get(sink.name) ?? new Set()).add(sink.at));
    else if (value !== undefined) again(value);
    else found.unclear.add(`${source.file}: ${node.text}`);
  } else {
    found.unclear.add(`${source.file}: ${node.getText(source.tree)}`);
  }
}

/** The named function around a name, if the name is one of its parameters. */
function parameterOf({ file }: Source, name: ts.Identifier): { name: string; at: number } | undefined {
  for (let node: ts.Node = name; !ts.isSourceFile(node); node = node.parent) {
    if (!ts.isFunctionLike(node)) continue;
    const at = node.parameters.findIndex((one) => ts.isIdentifier(one.name) && one.name.text === name.text);
    if (at < 0) continue;
    const owner = ts.isConstructorDeclaration(node) || ts.isArrowFunction(node) ? node.parent : node;
    const named = 'name' in owner ? owner.name : undefined;
    return typeof named === 'object' && named !== null && 'text' in named
      ? { name: `${file}#${String(named.text)}`, at }
      : undefined;
  }
  return undefined;
}

function constantOf({ tree }: Source, name: string): ts.Expression | undefined {
  let value: ts.Expression | undefined;
  const visit = (node: ts.Node): void => {
    const names = ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.name.text === name;
    if (names && (ts.getCombinedNodeFlags(node) & ts.NodeFlags.Const) !== 0) value ??= node.initializer;
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return value;
}

function enclosing<T extends ts.Node>(node: ts.Node, is: (node: ts.Node) => node is T): T | undefined {
  for (let at: ts.Node | undefined = node; at !== undefined; at = at.parent) if (is(at)) return at;
  return undefined;
}
