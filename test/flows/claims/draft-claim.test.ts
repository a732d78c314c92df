import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ClaimRequest } from "../../../server/domain/claims/claim-requests.ts";
import type { Principal } from "../../../server/domain/principal.ts";
import { requireClaimForm } from "../../../server/flows/claims/compose-claim.ts";
import { type ClaimDraft, draftClaim } from "../../../server/flows/claims/draft-claim.ts";
import { takeEncounter } from "../../../server/flows/take/take-encounter.ts";
import { asked, type ClaimDesk, openClaimDesk } from "../support/claim-desk.ts";
import { PACK_FEN } from "../support/claim-town.ts";
import { DAY_SEC, refusalOf, WUHAN } from "../support/whole-ledger.ts";

const UNKNOWN = `0x${"77".repeat(32)}` as const;

describe("what follows from a claim's request", () => {
  let desk: ClaimDesk;
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    desk = await openClaimDesk((stop) => stops.unshift(stop));
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  const draft = (principal: Principal, request: ClaimRequest): Promise<ClaimDraft> =>
    desk.ports.reader.view((view) => draftClaim(desk.ports, view, { principal, request }));
  const refused = async (principal: Principal, change: Partial<ClaimRequest>): Promise<string> =>
    (await refusalOf(draft(principal, desk.request(await desk.person(), change)))).code;

  it("whose care it is, under which rules, and what it comes to", async () => {
    const person = await desk.person();
    const dispenses = [await desk.sell(person, 2), await desk.sell(person, 1)];
    const uncodedLines = [
      { exemption: "decoction-piece", itemCode: null, name: "饮片", quantityE4: "10000", fen: "333" },
    ] as const;
    const made = await draft(desk.pharmacy, desk.request(person, { dispenses, uncodedLines }));
    expect(made).toMatchObject({
      provider: desk.pharmacy.institution,
      providerCode: "P33050300201",
      careRegion: desk.bureau.region,
      totalFen: 3n * PACK_FEN + 333n,
      primary: null,
      occurredOn: "2026-01-01",
    });
    expect(made.evidence.map(({ id }) => id)).toEqual(dispenses);
  });

  it("on which way and for whom one may claim", async () => {
    expect(await refused(desk.pharmacy, { channel: "manual" })).toBe("claim-channel-wrong");
    expect(await refused(desk.bureau, { channel: "direct" })).toBe("claim-channel-wrong");
    expect(await refused(desk.bureau, { channel: "manual", payerRegion: WUHAN })).toBe("bureau-not-of-payer");
    const both = { provider: desk.pharmacy.institution, outsideProviderCode: "X" };
    expect(await refused(desk.bureau, { channel: "manual", ...both })).toBe("claim-channel-wrong");
    expect(await refused(desk.bureau, { channel: "manual" })).toBe("institution-unknown");
  });

  it("the evidence is there, of the provider, of somebody, and not spent", async () => {
    expect(await refused(desk.pharmacy, { dispenses: [UNKNOWN] })).toBe("evidence-unknown");
    expect(await refused(desk.pharmacy, { encounters: [UNKNOWN] })).toBe("evidence-unknown");
    const anonymous = await desk.sell(null, 1);
    expect(await refused(desk.pharmacy, { dispenses: [anonymous] })).toBe("evidence-without-person");
    const person = await desk.person();
    const dispense = await desk.sell(person, 1);
    expect(await refused(desk.other, { dispenses: [dispense] })).toBe("evidence-of-other");
    await desk.submit(person, [dispense]);
    expect(await refused(desk.pharmacy, { dispenses: [dispense] })).toBe("evidence-already-spent");
  });

  it("an encounter is closed before it is claimed", async () => {
    const opened = await desk.whole.settle(
      takeEncounter(
        desk.whole.take,
        asked(desk.hospital, {
          documentNumber: "MZ-1",
          kind: "outpatient",
          openedAtSec: desk.whole.nowSec(),
          person: await desk.person(),
          identification: "card",
          voucherToken: null,
        }),
      ),
    );
    // The result of an opened encounter names it by its id.
    const encounter = opened.mined?.result["encounter"] as `0x${string}`;
    expect(await refused(desk.hospital, { encounters: [encounter] })).toBe("encounter-not-in-state");
  });

  it("a second payer's claim draws on one that is there, and asks for a sum", async () => {
    expect(await refused(desk.pharmacy, { channel: "secondary" })).toBe("primary-not-live");
    expect(await refused(desk.pharmacy, { channel: "secondary", primary: UNKNOWN })).toBe("claim-unknown");
    const primary = await desk.sellAndClaim(await desk.person(), 1);
    const request = { channel: "secondary", primary, requestedFen: "321" } as const;
    const made = await draft(desk.pharmacy, desk.request(await desk.person(), request));
    expect([made.totalFen, made.primary?.id]).toEqual([321n, primary]);
  });

  it("money is whole fen, and there are rule sets for the time", async () => {
    const line = { exemption: "granule", itemCode: null, name: "颗粒", quantityE4: "1", fen: "1.5" } as const;
    expect(await refused(desk.pharmacy, { uncodedLines: [line] })).toBe("malformed-request");
    const long = desk.whole.nowSec() - 400 * DAY_SEC;
    expect(await refused(desk.pharmacy, { claimedAtSec: long })).toBe("rule-set-not-in-force");
  });

  it("what is wrong without looking at the ledger", async () => {
    const person = await desk.person();
    const line = { exemption: "granule", itemCode: null, name: "颗粒", quantityE4: "1", fen: "1" } as const;
    const rows: readonly (readonly [Partial<ClaimRequest>, string])[] = [
      [{}, "evidence-missing"],
      [{ dispenses: Array.from({ length: 21 }, () => UNKNOWN) }, "request-size-wrong"],
      [{ uncodedLines: Array.from({ length: 51 }, () => line) }, "request-size-wrong"],
      [{ uncodedLines: [{ ...line, fen: "-1" }] }, "malformed-request"],
      [{ uncodedLines: [line], requestedFen: "x" }, "malformed-request"],
      [{ uncodedLines: [line], primary: UNKNOWN }, "claim-channel-wrong"],
      [{ channel: "secondary", requestedFen: "1" }, "claim-channel-wrong"],
      [{ channel: "secondary", primary: UNKNOWN }, "claim-amounts-wrong"],
    ];
    for (const [change, code] of rows) {
      const judging = async (): Promise<void> => requireClaimForm(desk.request(person, change));
      expect((await refusalOf(judging())).code).toBe(code);
    }
    requireClaimForm(desk.request(person, { uncodedLines: [line] }));
    requireClaimForm(desk.request(person), "with-receipt");
  });
});
