import solc from 'solc';
import { nameMutations, oneLine, type Mutation, type MutationKind, type Site } from './mutation.ts';

const SWAPPED: ReadonlyMap<unknown, string> = new Map([
  ['<', '<='],
  ['<=', '<'],
  ['>', '>='],
  ['>=', '>'],
  ['==', '!='],
  ['!=', '=='],
]);
/** Functions that refuse by reverting. */
const CHECKS = /^_?check([A-Z]|$)/;

type Node = { readonly nodeType: string; readonly src: string; readonly [member: string]: unknown };
type Add = (node: Node, kind: MutationKind, replacement: string, removed?: 'removed') => void;

/** As `findTypescript`, of a Solidity source, by the compiler's own syntax tree. */
export function findSolidity(file: string, text: string): Mutation[] {
  const bytes = Buffer.from(text);
  const sites: Site[] = [];
  const taken = new Set<string>();
  let within = 'file';
  let error: string | undefined;
  const span = ({ src }: Node): { start: number; end: number } => {
    const [offset = 0, length = 0] = src.split(':').map(Number);
    const start = bytes.subarray(0, offset).toString().length;
    return { start, end: start + bytes.subarray(offset, offset + length).toString().length };
  };
  const textOf = (node: Node): string => text.slice(span(node).start, span(node).end);
  const add: Add = (node, kind, replacement, removed) => {
    const { start, end } = span(node);
    const before = oneLine(text.slice(start, end));
    const change = removed === undefined ? `${before} → ${oneLine(replacement)}` : `${before} removed`;
    // A statement goes with its semicolon.
    const last = removed !== undefined && text[end] === ';' ? end + 1 : end;
    sites.push({
      file,
      within,
      kind,
      start,
      end: last,
      replacement,
      change,
      ...(error === undefined ? {} : { error }),
    });
    taken.add(node.src);
  };
  const visit = (node: Node): void => {
    if (node.nodeType === 'FunctionDefinition') within = nameOf(node);
    const outer = error;
    error = errorOf(node) ?? error;
    if (node.nodeType === 'IfStatement') addEnding(node, taken, add);
    else if (node.nodeType === 'RevertStatement' && !taken.has(node.src)) add(node, 'throw', '', 'removed');
    else if (node.nodeType === 'ExpressionStatement' && isCheck(node)) add(node, 'check', '', 'removed');
    else if (node.nodeType === 'BinaryOperation') addBinary(node, taken, add, textOf);
    for (const child of childrenOf(node)) visit(child);
    error = outer;
  };
  visit(parse(file, text));
  return nameMutations(sites, text);
}

function parse(file: string, content: string): Node {
  const settings = { stopAfter: 'parsing', outputSelection: { '*': { '': ['ast'] } } };
  const input = JSON.stringify({ language: 'Solidity', sources: { [file]: { content } }, settings });
  const compile: unknown = solc.compile;
  if (typeof compile !== 'function') throw new Error('The package solc has no compile().');
  const output = String(Reflect.apply(compile, undefined, [input]));
  const { sources } = JSON.parse(output) as { sources?: Record<string, { ast: Node }> };
  const ast = sources?.[file]?.ast;
  if (ast === undefined) throw new Error(`${file} does not parse; run npx hardhat build to see why.`);
  return ast;
}

/** Each alternative of a condition that ends in a revert or a return. */
function addEnding(node: Node, taken: Set<string>, add: Add): void {
  const { condition, trueBody } = node;
  if (!isNode(condition) || !isNode(trueBody)) return;
  const statements = trueBody.nodeType === 'Block' ? nodesOf(trueBody['statements']) : [trueBody];
  const last = statements.at(-1);
  if (last?.nodeType !== 'RevertStatement' && last?.nodeType !== 'Return') return;
  const kind = last.nodeType === 'Return' ? 'return' : 'refusal';
  for (const part of operandsOf(condition, '||')) add(part, kind, 'false');
  taken.add(last.src);
}

function addBinary(node: Node, taken: ReadonlySet<string>, add: Add, textOf: (node: Node) => string): void {
  const { operator, leftExpression: left, rightExpression: right } = node;
  if (!isNode(left) || !isNode(right)) return;
  const swapped = SWAPPED.get(operator);
  if (swapped !== undefined && !(taken.has(node.src) && /^[!=]=$/.test(swapped)))
    add(node, 'comparison', `${textOf(left)} ${swapped} ${textOf(right)}`);
  if (operator !== '&&' && operator !== '||') return;
  for (const part of operandsOf(node, operator))
    if (!taken.has(part.src)) add(part, 'condition', operator === '||' ? 'false' : 'true');
}

/** The operands of a chain of one operator, through brackets. */
function operandsOf(node: Node, operator: string): Node[] {
  const [inner] = node.nodeType === 'TupleExpression' ? nodesOf(node['components']) : [];
  if (inner !== undefined) return operandsOf(inner, operator);
  const { leftExpression: left, rightExpression: right } = node;
  if (node['operator'] !== operator || !isNode(left) || !isNode(right)) return [node];
  return [...operandsOf(left, operator), ...operandsOf(right, operator)];
}

/** The name of the error that a statement, or the last of a branch, reverts with. */
function errorOf(node: Node): string | undefined {
  const { errorCall, trueBody } = node;
  if (node.nodeType === 'IfStatement' && isNode(trueBody)) {
    const last = trueBody.nodeType === 'Block' ? nodesOf(trueBody['statements']).at(-1) : trueBody;
    return last === undefined || last.nodeType === 'IfStatement' ? undefined : errorOf(last);
  }
  if (node.nodeType !== 'RevertStatement' || !isNode(errorCall) || !isNode(errorCall['expression'])) return undefined;
  const { name, memberName } = errorCall['expression'];
  return [name, memberName].find((each) => typeof each === 'string');
}

function isCheck(statement: Node): boolean {
  const { expression: call } = statement;
  if (!isNode(call) || call.nodeType !== 'FunctionCall' || !isNode(call['expression'])) return false;
  const { name, memberName } = call['expression'];
  return [name, memberName].some((each) => typeof each === 'string' && CHECKS.test(each));
}

function nameOf({ name, kind }: Node): string {
  return typeof name === 'string' && name !== '' ? name : String(kind);
}

function childrenOf(node: Node): Node[] {
  return Object.values(node).flatMap((value) => (isNode(value) ? [value] : nodesOf(value)));
}

function nodesOf(value: unknown): Node[] {
  return Array.isArray(value) ? value.filter(isNode) : [];
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'nodeType' in value && 'src' in value;
}
