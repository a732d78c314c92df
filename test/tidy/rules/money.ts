import ts from "typescript";
import { type Complaint, checkNodes, type Source } from "../../../scripts/sources/source.ts";

const MONEY_FILE = "server/domain/money.ts";
const MONEY_NAME = /(?:^f|F)en$/;

/**
 * T12: money is counted in whole fen as bigint; no decimals, and no number made of it but in domain/money.ts.
 */
export function checkMoney(source: Source): Complaint[] {
  if (source.path === MONEY_FILE) return [];
  return checkNodes(source, "T12", (node) => {
    if (ts.isPropertyAccessExpression(node) && node.name.text === "toFixed")
      return "toFixed rounds behind our back";
    if (ts.isCallExpression(node)) return judgeCall(node);
    if (
      ts.isPrefixUnaryExpression(node) &&
      node.operator === ts.SyntaxKind.PlusToken &&
      namesMoney(node.operand)
    ) {
      return "+… makes a floating number of money";
    }
    return undefined;
  });
}

function judgeCall(node: ts.CallExpression): string | undefined {
  const called = node.expression.getText().replace(/^Number\./, "");
  if (called === "parseFloat") return "parseFloat makes decimals";
  const makesNumber = called === "Number" || called === "parseInt";
  return makesNumber && node.arguments.some(namesMoney)
    ? `${called}(…Fen) makes a floating number of money`
    : undefined;
}

function namesMoney(node: ts.Node): boolean {
  if (ts.isIdentifier(node) && MONEY_NAME.test(node.text)) return true;
  return ts.forEachChild(node, (child) => namesMoney(child) || undefined) ?? false;
}
