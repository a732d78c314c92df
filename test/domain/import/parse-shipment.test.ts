import { describe, expect, it } from "vitest";
import { ZONES } from "../../../server/domain/business-day.ts";
import { isFailure } from "../../../server/domain/failure.ts";
import { parseShipment } from "../../../server/domain/import/parse-shipment.ts";

const ZONE = ZONES["Asia/Shanghai"];
const parse = (fields: object) => parseShipment(JSON.stringify(fields), ZONE);
const TIME = "2026-08-01 09:00:00";
const BATCH = {
  event: "batch",
  time: TIME,
  batch: "BT1",
  maker: "M1",
  trace_prefix: "8100001",
  lot: "L1",
  manu_date: "2026-05-01",
  expy_end: "2028-04-30",
  packs: 3,
  ranges: [["81000010000000000007", "81000010000000000009"]],
};

/** The paths that a refusal names. */
function pathsRefused(text: string): unknown {
  try {
    parseShipment(text, ZONE);
  } catch (error) {
    if (!isFailure(error) || error.code !== "malformed-request") throw error;
    const { issues } = error.facts;
    if (!Array.isArray(issues)) throw new TypeError("a refusal that names nothing");
    return issues.map((issue) =>
      typeof issue === "object" && issue !== null && "path" in issue ? issue.path : issue,
    );
  }
  return "taken";
}

describe("an event of a feed of goods", () => {
  it("names packs by ranges or one by one", () => {
    const codes = ["81000010000000000007", "81000010000000000008", "81000010000000000009"];
    expect(parse(BATCH)).toMatchObject({ event: "batch", batchNumber: "L1", codes });
    const { ranges: _, ...bare } = BATCH;
    expect(parse({ ...bare, codes })).toMatchObject({ codes });
  });

  it("is at an instant of the zone", () => {
    const atSec = Date.UTC(2026, 7, 1, 1) / 1000;
    expect(parse({ event: "receive", time: TIME, shipment: "S", by: "P" })).toMatchObject({
      atSec,
      missing: [],
    });
  });

  it.each([
    [{ ...BATCH, packs: 4 }, ["packs"]],
    [{ ...BATCH, ranges: [["81000010000000000009", "81000010000000000007"]] }, ["ranges.0"]],
    [{ ...BATCH, ranges: [["00000000000000000000", "99999999999999999999"]] }, ["ranges.0"]],
    [{ ...BATCH, time: "2026-02-30 09:00:00" }, ["time"]],
    [{ ...BATCH, time: "2026-08-01T09:00:00Z" }, ["time"]],
    [{ ...BATCH, expy_end: "20280430" }, ["expy_end"]],
    [{ ...BATCH, lot: 7 }, ["lot"]],
    [{ ...BATCH, maker: "" }, ["maker"]],
    [{ event: "lost", time: TIME, shipment: "S", by: "P" }, ["event"]],
    [{ event: "ship", time: TIME, shipment: "S", from: "A", to: "B", doc_no: "D", lines: [7] }, ["lines.0"]],
  ])("is refused with every field that is wrong: %j", (fields, paths) => {
    expect(pathsRefused(JSON.stringify(fields))).toEqual(paths);
  });

  it.each([
    ['{"event":"batch"', [""]],
    ["[]", [""]],
    ['{"event":"batch","event":"ship"}', ["event"]],
    ['{"__proto__":{"event":"batch"}}', ["?"]],
  ])("is refused where it is no plain object: %s", (text, paths) => {
    const refused = pathsRefused(text);
    expect(Array.isArray(refused) && refused.length).toBe(paths.length);
  });
});
