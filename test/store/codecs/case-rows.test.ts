import { expect, it } from "vitest";
import {
  auditCaseCodec,
  caseFindingCodec,
  caseRequestCodec,
  caseStepCodec,
} from "../../../server/store/codecs/case-rows.ts";
import { anyCase, anyStep } from "../../domain/cases/support/any-case.ts";
import { anyFinding } from "../support/any-reconciliation.ts";

const key = `0x${"ab".repeat(32)}` as const;

it("rows of cases come back as they were", () => {
  const unknown = { code: "X", id: null, region: null };
  for (const auditCase of [
    anyCase({}),
    anyCase({
      state: "ordered",
      upheldFen: 2n ** 70n,
      orderedFen: 1n,
      referenceKeys: [key],
      dueOn: "2026-11-27",
    }),
    {
      ...anyCase({}),
      head: { ...anyCase({}).head, institution: unknown, fundRegion: null, findingsDigest: key },
    },
  ])
    expect(auditCaseCodec.decode(auditCaseCodec.encode(auditCase))).toEqual(auditCase);
  const step = { ...anyStep("recovery"), fen: 5n, dueOn: "2026-11-27", claims: [key], referenceKey: key };
  expect(caseStepCodec.decode(caseStepCodec.encode(step))).toEqual(step);
  const finding = { ...anyFinding(), ordinal: 3 };
  expect(caseFindingCodec.decode(caseFindingCodec.encode(finding))).toEqual(finding);
  const request = { fingerprint: key, auditCase: { region: 1, year: 2026, ordinal: 3 } };
  expect(caseRequestCodec.decode(caseRequestCodec.encode(request))).toEqual(request);
});

it.each([
  ["no JSON", "x"],
  ["another state", auditCaseCodec.encode(anyCase({})).toString().replace('"opened"', '"gone"')],
  ["fen as a number", auditCaseCodec.encode(anyCase({})).toString().replace('"1000"', "1000")],
  ["a field too few", JSON.stringify([1, {}])],
])("a damaged case is told as such: %s", (_, text) => {
  expect(() => auditCaseCodec.decode(Buffer.from(text))).toThrow(
    expect.objectContaining({ code: "could-not-look" }),
  );
});
