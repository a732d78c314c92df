import ts from "typescript";
import { type Complaint, checkNodes, type Source } from "../../../scripts/sources/source.ts";

/** T22: one file reads the environment; everybody else is given what it found. */
export function checkEnvironment(source: Source): Complaint[] {
  if (source.path === "server/config.ts") return [];
  return checkNodes(source, "T22", (node) => {
    const isDotted = ts.isPropertyAccessExpression(node) && node.name.text === "env";
    const isKeyed =
      ts.isElementAccessExpression(node) && node.argumentExpression.getText().replace(/["'`]/g, "") === "env";
    if ((isDotted || isKeyed) && /^(globalThis\.)?process$/.test(node.expression.getText())) {
      return "process.env is read in server/config.ts only";
    }
    if (ts.isBindingElement(node) && (node.propertyName ?? node.name).getText() === "env") {
      const declaration = node.parent.parent;
      if (ts.isVariableDeclaration(declaration) && declaration.initializer?.getText() === "process") {
        return "process.env is read in server/config.ts only";
      }
    }
    return undefined;
  });
}
