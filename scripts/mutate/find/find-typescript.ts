import ts from 'typescript';
import { nameMutations, oneLine, type Mutation, type MutationKind, type Site } from './mutation.ts';

const SWAPPED: ReadonlyMap<ts.SyntaxKind, string> = new Map([
  [ts.SyntaxKind.LessThanToken, '<='],
  [ts.SyntaxKind.LessThanEqualsToken, '<'],
  [ts.SyntaxKind.GreaterThanToken, '>='],
  [ts.SyntaxKind.GreaterThanEqualsToken, '>'],
  [ts.SyntaxKind.EqualsEqualsEqualsToken, '!=='],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, '==='],
]);
/** Functions that refuse by throwing: a call of one that is a statement by itself is a refusal. */
const CHECKS = /^(check|assert|require|ensure|verify|refuse)([A-Z]|$)/;
/** What only words a refusal is not mutated. */
const FAULTS = /(Error|malformed|fault|refusal)$/i;

type Add = (node: ts.Node, kind: MutationKind, replacement: string, removed?: 'removed') => void;

/**
 * Every refusal, early return, condition and comparison of a TypeScript source, with the text that takes it away: an operand of a condition goes by
 * itself, `<` and `<=` change places, and an equality that no operand stands for is turned round.
 */
export function findTypescript(file: string, text: string): Mutation[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true);
  const sites: Site[] = [];
  const taken = new Set<ts.Node>();
  const add: Add = (node, kind, replacement, removed) => {
    const [start, end] = [node.getStart(source), node.end];
    const before = oneLine(text.slice(start, end));
    const change = removed === undefined ? `${before} → ${oneLine(replacement)}` : `${before} removed`;
    sites.push({ file, within: functionAround(node), kind, start, end, replacement, change });
    taken.add(node);
  };
  const visit = (node: ts.Node): void => {
    if (isWording(node)) return;
    if (ts.isIfStatement(node)) addEnding(node, add);
    else if (ts.isThrowStatement(node) && !isGuarded(node)) add(node, 'throw', ';', 'removed');
    else if (ts.isExpressionStatement(node) && isCheck(node.expression)) add(node, 'check', ';', 'removed');
    else if (ts.isBinaryExpression(node)) addBinary(node, taken, add);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return nameMutations(sites, text);
}

/** Each alternative of a condition that ends in a refusal or a return. */
function addEnding(node: ts.IfStatement, add: Add): void {
  const ending = endingOf(node.thenStatement);
  if (ending === undefined) return;
  for (const part of operandsOf(node.expression, ts.SyntaxKind.BarBarToken)) add(part, ending, 'false');
}

function addBinary(node: ts.BinaryExpression, taken: ReadonlySet<ts.Node>, add: Add): void {
  const { kind } = node.operatorToken;
  const swapped = SWAPPED.get(kind);
  if (swapped !== undefined && !(taken.has(node) && swapped.endsWith('=='))) {
    add(node, 'comparison', `${node.left.getText()} ${swapped} ${node.right.getText()}`);
    return;
  }
  if (kind !== ts.SyntaxKind.AmpersandAmpersandToken && kind !== ts.SyntaxKind.BarBarToken) return;
  for (const part of operandsOf(node, kind))
    if (!taken.has(part)) add(part, 'condition', kind === ts.SyntaxKind.BarBarToken ? 'false' : 'true');
}

/** The operands of a chain of one operator, through brackets. */
function operandsOf(node: ts.Expression, operator: ts.SyntaxKind): ts.Expression[] {
  if (ts.isParenthesizedExpression(node)) return operandsOf(node.expression, operator);
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== operator) return [node];
  return [...operandsOf(node.left, operator), ...operandsOf(node.right, operator)];
}

/** How a branch leaves the function or the round of a loop; undefined when it goes on. */
function endingOf(branch: ts.Statement): MutationKind | undefined {
  const last = ts.isBlock(branch) ? branch.statements.at(-1) : branch;
  if (last === undefined) return undefined;
  if (ts.isThrowStatement(last)) return 'refusal';
  if (ts.isReturnStatement(last) || ts.isContinueStatement(last) || ts.isBreakStatement(last)) return 'return';
  return undefined;
}

/** Whether an `if` that is mutated by itself takes this throw away. */
function isGuarded(node: ts.ThrowStatement): boolean {
  const branch = ts.isBlock(node.parent) && node.parent.statements.at(-1) === node ? node.parent : node;
  return ts.isIfStatement(branch.parent) && branch.parent.thenStatement === branch;
}

function isCheck(expression: ts.Expression): boolean {
  if (ts.isAwaitExpression(expression)) return isCheck(expression.expression);
  return ts.isCallExpression(expression) && CHECKS.test(calleeOf(expression));
}

function isWording(node: ts.Node): boolean {
  if (ts.isTypeNode(node) || ts.isImportDeclaration(node)) return true;
  if (ts.isNewExpression(node)) return ts.isIdentifier(node.expression) && FAULTS.test(node.expression.text);
  return ts.isCallExpression(node) && FAULTS.test(calleeOf(node));
}

function calleeOf({ expression }: ts.CallExpression): string {
  if (ts.isIdentifier(expression)) return expression.text;
  return ts.isPropertyAccessExpression(expression) ? expression.name.text : '';
}

/** The name of the nearest function that has one, else of the constant that the place belongs to. */
function functionAround(node: ts.Node): string {
  for (let at: ts.Node | undefined = node.parent; at !== undefined; at = at.parent) {
    if ((ts.isFunctionDeclaration(at) || ts.isMethodDeclaration(at) || ts.isAccessor(at)) && at.name !== undefined)
      return at.name.getText();
    if (ts.isVariableDeclaration(at) && holdsFunction(at)) return at.name.getText();
    if (ts.isPropertyAssignment(at) && ts.isFunctionLike(at.initializer)) return at.name.getText();
  }
  return 'module';
}

function holdsFunction({ initializer, parent }: ts.VariableDeclaration): boolean {
  return (initializer !== undefined && ts.isFunctionLike(initializer)) || ts.isSourceFile(parent.parent.parent);
}
