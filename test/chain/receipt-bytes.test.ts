import { expect, test } from "vitest";
import { receiptBytes } from "../../server/chain/receipt-bytes.ts";

const bloom = `0x${"00".repeat(256)}`;
const receipt = { status: "0x1", cumulativeGasUsed: "0x5208", logsBloom: bloom, logs: [] };
/** RLP: a list of 1, 21000, 256 zero bytes and an empty list. */
const body = `f9010801825208b90100${"00".repeat(256)}c0`;

test.each([
  ["a legacy receipt has no mark of its type", { ...receipt, type: "0x0" }, `0x${body}`],
  ["a node that names no type means a legacy one", receipt, `0x${body}`],
  ["a receipt with an access list is of type 1", { ...receipt, type: "0x1" }, `0x01${body}`],
  ["a receipt with a fee cap is of type 2", { ...receipt, type: "0x2" }, `0x02${body}`],
  [
    "a refused transaction has no status byte",
    { ...receipt, status: "0x0" },
    `0x${body.replace("0801", "0880")}`,
  ],
])("%s", (_, given, bytes) => {
  expect(receiptBytes(given)).toBe(bytes);
});
