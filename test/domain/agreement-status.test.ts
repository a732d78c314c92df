import { expect, test } from "vitest";
import { agreementStatusAt } from "../../server/domain/agreement-status.ts";
import type { AgreementChangeRow } from "../../server/domain/read-model.ts";

const origin = { block: 1, logIndex: 0, recordedAtSec: 0, transactionHash: "0x00" } as const;
const change = (
  status: AgreementChangeRow["status"],
  fromSec: number,
  suspendedUntilSec = 0,
): AgreementChangeRow => ({ status, fromSec, suspendedUntilSec, validUntilSec: 1_000, origin });

const changes = [change("active", 100), change("suspended", 200, 300), change("terminated", 900)];

test.each([
  [99, "none"],
  [100, "active"],
  [199, "active"],
  [200, "suspended"],
  [299, "suspended"],
  [300, "active"],
  [899, "active"],
  [900, "terminated"],
  [1_000, "terminated"],
])("at %i the agreement is %s", (atSec, status) => {
  expect(agreementStatusAt(changes, atSec)).toBe(status);
});

test("past its end an agreement is over without anybody's act", () => {
  expect(agreementStatusAt([change("active", 100)], 999)).toBe("active");
  expect(agreementStatusAt([change("active", 100)], 1_000)).toBe("terminated");
  expect(agreementStatusAt([], 5)).toBe("none");
});
