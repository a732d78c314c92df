import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Principal } from "../../../server/domain/principal.ts";
import type { DispenseRequest } from "../../../server/domain/requests.ts";
import { takeDispense, takeDispenses } from "../../../server/flows/take/take-dispense.ts";
import {
  codesOf,
  dispenseOf,
  FIRST_SEC,
  HUZHOU,
  refusalOf,
  startWholeLedger,
  type WholeLedger,
  WUHAN,
} from "../support/whole-ledger.ts";

const PREFIX = "8300385";
const SPLIT_PREFIX = "8300386";
const CODES = codesOf(PREFIX, 40);
const SPLIT_CODES = codesOf(SPLIT_PREFIX, 10);
const OLD_CODES = codesOf(PREFIX, 5, 1_000);
const GTIN = "06900000000007";
const RESIDENT = { scheme: "resident-id", value: "11010519491231002X" };

describe("taking a dispense", () => {
  let whole: WholeLedger;
  let maker: Principal;
  let pharmacy: Principal;
  let other: Principal;
  let nth = 0;
  const stops: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    whole = await startWholeLedger((stop) => stops.unshift(stop));
    await whole.member("bureau", HUZHOU, "330500000001");
    await whole.member("bureau", WUHAN, "420100000001");
    maker = await whole.member("maker", HUZHOU, "M33050300501");
    pharmacy = await whole.member("pharmacy", HUZHOU, "P33050300201");
    other = await whole.member("pharmacy", WUHAN, "P42010300201");
    const product = await whole.product(maker, { prefix: PREFIX });
    const split = await whole.product(maker, { prefix: SPLIT_PREFIX, gtin: GTIN, flags: ["splitAllowed"] });
    await whole.batch(maker, { product, number: "B1", codes: CODES });
    await whole.batch(maker, { product, number: "OLD", codes: OLD_CODES, expiresOn: "2025-12-31" });
    await whole.batch(maker, { product: split, number: "S1", codes: SPLIT_CODES });
    await whole.batch(maker, {
      product: split,
      number: "G1",
      codes: [`(01)${GTIN}(21)AbYz1(17)281031(10)G1`],
    });
    await whole.hand(maker, pharmacy, [...CODES.slice(0, 30), ...OLD_CODES, ...SPLIT_CODES]);
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  const request = (codes: readonly string[], change: Partial<DispenseRequest> = {}): DispenseRequest => {
    nth += 1;
    return {
      documentNumber: `RX-${nth}`,
      till: "1",
      dispensedAtSec: whole.nowSec(),
      person: RESIDENT,
      identification: "card",
      prescription: null,
      lines: codes.map((code) => ({ code, units: null, priceFen: "1280" })),
      ...change,
    };
  };
  const dispense = (asked: DispenseRequest, principal = pharmacy, idempotencyKey: string | null = null) =>
    takeDispense(whole.take, { principal, request: asked, idempotencyKey });
  const oneUnitLine = (code: string, units: number): Pick<DispenseRequest, "lines"> => ({
    lines: [{ code, units, priceFen: "100" }],
  });
  const attemptsOf = async (code: string) => {
    const [packs = []] = await whole.take.reader.view((view) =>
      view.packsByKeys([whole.vault.packKey(`cn:${code}`, 1)]),
    );
    const [pack] = packs;
    if (pack === undefined) throw new Error("no pack of this code");
    return whole.store.refusedAttemptsOf(pack);
  };

  it("records the packs of a receipt, and the answer says what its owner wrote", async () => {
    const asked = request([CODES[0] ?? "", `${PREFIX}-${CODES[1]?.slice(7)}`], {
      prescription: { number: "P-1", prescriber: "Dr" },
    });
    const id = dispenseOf(await whole.settle(dispense(asked)));
    const answer = await whole.answers.dispense(pharmacy, id);
    expect(answer.lines.map(({ code }) => code)).toEqual([CODES[0], CODES[1]]);
    expect(answer.totalFen).toBe(2_560n);
    expect(answer.document).toEqual({
      number: asked.documentNumber,
      till: "1",
      prescription: { number: "P-1", prescriber: "Dr" },
    });
    expect(answer.isLate).toBe(false);
  });

  it("gives a retried receipt the same command, though its packs are gone by now", async () => {
    const asked = request([CODES[2] ?? ""]);
    const first = await whole.settle(dispense(asked));
    expect((await dispense(asked)).id).toBe(first.id);
  });

  it("refuses the same document with another body, and keeps the attempt", async () => {
    const asked = request([CODES[3] ?? ""]);
    await whole.settle(dispense(asked));
    const changed = { ...asked, person: { ...RESIDENT, value: "440524188001010014" } };
    expect((await refusalOf(dispense(changed))).code).toBe("idempotency-body-differs");
    const { rows } = await whole.store.refusedAttempts(pharmacy.institution, { limit: 1, after: null });
    expect(rows[0]).toMatchObject({ code: "idempotency-body-differs", principal: pharmacy.name });
  });

  it("refuses a second sale with when the first was, and keeps the attempt under the pack", async () => {
    const code = CODES[4] ?? "";
    const asked = request([code]);
    await whole.settle(dispense(asked));
    const { code: failure, facts } = await refusalOf(dispense(request([code])));
    expect(failure).toBe("pack-already-dispensed");
    expect(facts).toMatchObject({ pack: code, dispensedAt: expect.stringMatching(/^2026-.*Z$/) });
    expect(facts["dispense"]).toMatch(/^0x[0-9a-f]{64}$/);
    expect(await attemptsOf(code)).toMatchObject([
      { code: "pack-already-dispensed", operation: "record-dispenses" },
    ]);
  });

  it("tells another pharmacy that the pack was sold, but not by whom", async () => {
    const { code, facts } = await refusalOf(dispense(request([CODES[4] ?? ""]), other));
    expect(code).toBe("pack-already-dispensed");
    expect(facts["dispense"]).toBeUndefined();
    expect(JSON.stringify(facts)).not.toContain(`"institution"`);
  });

  it("lists every bad line, and none of the good ones", async () => {
    const asked = request([
      "69000000000",
      CODES[5] ?? "",
      CODES[4] ?? "",
      CODES[35] ?? "",
      OLD_CODES[0] ?? "",
      codesOf(PREFIX, 1, 77_777)[0] ?? "",
      CODES[5] ?? "",
      "6900000000007",
    ]);
    const { code, facts } = await refusalOf(dispense(asked));
    expect(code).toBe("trace-code-malformed");
    const lines = facts["lines"] as readonly { line: number; failure: string }[];
    expect(lines.map(({ line, failure }) => [line, failure])).toEqual([
      [1, "trace-code-malformed"],
      [3, "pack-already-dispensed"],
      [4, "not-in-custody"],
      [5, "batch-expired"],
      [6, "trace-code-unknown"],
      [7, "trace-code-repeated"],
      [8, "product-barcode-scanned"],
    ]);
    expect(await attemptsOf(OLD_CODES[0] ?? "")).toHaveLength(1);
  });

  it("proposes the code on the ledger that a scan may have been, and dispenses nothing", async () => {
    const { code, facts } = await refusalOf(dispense(request([`(01)${GTIN}(21)aByZ1`])));
    expect([code, facts["fault"], facts["near"]]).toEqual([
      "trace-code-unknown",
      "caps-lock",
      `(01)${GTIN}(21)AbYz1`,
    ]);
    const swapped = await refusalOf(dispense(request([`(01)${GTIN}(21)AbZy1`])));
    expect([swapped.code, swapped.facts["fault"]]).toEqual(["trace-code-unknown", "yz-swap"]);
  });

  it("dispenses units until the pack is empty", async () => {
    const code = SPLIT_CODES[0] ?? "";
    await whole.settle(dispense(request([], oneUnitLine(code, 20))));
    const tooMany = await refusalOf(dispense(request([], oneUnitLine(code, 5))));
    expect(tooMany).toMatchObject({ code: "units-exceed-pack", facts: { unitsLeft: 4, asked: 5 } });
    await whole.settle(dispense(request([], oneUnitLine(code, 4))));
    expect((await refusalOf(dispense(request([], oneUnitLine(code, 1))))).code).toBe("units-exceed-pack");
    expect((await refusalOf(dispense(request([code])))).code).toBe("pack-already-dispensed");
    const whole24 = CODES[6] ?? "";
    expect((await refusalOf(dispense(request([], oneUnitLine(whole24, 1))))).code).toBe("split-not-allowed");
  });

  it("wants a person and how it was known, or neither", async () => {
    const without = await refusalOf(dispense(request([CODES[7] ?? ""], { person: null })));
    expect(without.code).toBe("person-missing");
    const selfPay = request([CODES[7] ?? ""], { person: null, identification: "none" });
    expect((await whole.settle(dispense(selfPay))).state).toBe("mined");
  });

  it("refuses amounts that are not whole fen and units that are none", async () => {
    const wrong = request([], { lines: [{ code: CODES[8] ?? "", units: 0, priceFen: "12.80" }] });
    const { code, facts } = await refusalOf(dispense(wrong));
    expect(code).toBe("malformed-request");
    expect((facts["issues"] as readonly { path: string }[]).map(({ path }) => path)).toEqual([
      "lines.0.priceFen",
      "lines.0.units",
    ]);
  });

  it("refuses nothing and too much", async () => {
    expect((await refusalOf(dispense(request([])))).code).toBe("request-size-wrong");
    expect((await refusalOf(dispense(request(codesOf(PREFIX, 101))))).code).toBe("request-size-wrong");
  });

  it("lets the chain refuse what is stated for the future", async () => {
    const asked = request([CODES[9] ?? ""], { dispensedAtSec: whole.nowSec() + 86_400 });
    expect((await refusalOf(dispense(asked))).code).toBe("occurred-in-future");
  });

  it("shows as late what came more than an hour after it was stated", async () => {
    const dispensedAtSec = FIRST_SEC - 7_200;
    const id = dispenseOf(await whole.settle(dispense(request([CODES[10] ?? ""], { dispensedAtSec }))));
    expect((await whole.answers.dispense(pharmacy, id)).isLate).toBe(true);
  });

  it("takes many receipts in one call, all or none", async () => {
    const many = [request([CODES[11] ?? ""]), request([CODES[12] ?? "", CODES[13] ?? ""])];
    const asked = { principal: pharmacy, request: many, idempotencyKey: null };
    const { mined, transactions } = await whole.settle(takeDispenses(whole.take, asked));
    expect(mined?.result["dispenses"]).toHaveLength(2);
    expect(transactions).toHaveLength(1);
    const again = { ...asked, request: [request([CODES[14] ?? ""]), request([CODES[12] ?? ""])] };
    expect((await refusalOf(takeDispenses(whole.take, again))).facts).toMatchObject({
      lines: [{ line: 2, failure: "pack-already-dispensed" }],
    });
    expect((await whole.settle(dispense(request([CODES[14] ?? ""])))).state).toBe("mined");
  });

  it("tells could-not-look where a key epoch is missing here, never unknown", async () => {
    const vault = { ...whole.vault, packKeys: () => [] };
    const blind = { ...whole.take, vault };
    const asked = { principal: pharmacy, request: request([CODES[15] ?? ""]), idempotencyKey: null };
    const { code, facts } = await refusalOf(takeDispense(blind, asked));
    expect([code, facts["missing"]]).toEqual(["could-not-look", ["key epoch 1"]]);
    expect(await attemptsOf(CODES[15] ?? "")).toEqual([]);
  });

  it("never puts the person on the chain or into the answers", async () => {
    const code = CODES[16] ?? "";
    const id = dispenseOf(await whole.settle(dispense(request([code]))));
    const row = await whole.take.reader.view((view) => view.dispense(id));
    const sealed = await whole.store.opening(row?.documentKey ?? "0x");
    expect(sealed).not.toContain(RESIDENT.value.slice(0, 17));
    const { person } = JSON.parse(sealed ?? "{}");
    expect(await whole.vault.openPerson(person, row?.documentKey ?? "0x")).toMatchObject({
      person: RESIDENT,
    });
    const told = await whole.answers.pack(pharmacy, code);
    const words = JSON.stringify(told, (_, value) => (typeof value === "bigint" ? String(value) : value));
    expect(words).not.toContain(RESIDENT.value);
    expect(words).not.toContain(row?.personCommitment);
  });
});
