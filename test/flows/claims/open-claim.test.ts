import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Hex32 } from "../../../server/domain/ids.ts";
import { openClaim } from "../../../server/flows/claims/open-claim.ts";
import { type ClaimDesk, openClaimDesk } from "../support/claim-desk.ts";
import { refusalOf } from "../support/whole-ledger.ts";

describe("what was sealed beside a claim", () => {
  let desk: ClaimDesk;
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    desk = await openClaimDesk((stop) => stops.unshift(stop));
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  it("is its filer's words and the number of its person", async () => {
    const person = await desk.person();
    const claim = await desk.sellAndClaim(person, 1, { terms: { invoiceNumber: "FP-OPEN" } });
    const opened = await openClaim(desk.ports, await desk.row(claim));
    expect(opened.words.terms.invoiceNumber).toBe("FP-OPEN");
    expect(opened.person).toBe(await desk.ports.vault.personNumber(person));
  });

  it("opens after the person was erased, and is decided as before; who it was is gone", async () => {
    const person = await desk.person();
    const claim = await desk.sellAndClaim(person);
    const before = await openClaim(desk.ports, await desk.row(claim));
    expect(await desk.whole.vault.erasePerson(person)).toBe("erased");
    expect(await openClaim(desk.ports, await desk.row(claim))).toEqual(before);
    expect(await desk.ports.vault.knownPersonNumber(person)).toBeNull();
    await desk.approve(claim);
    expect(await desk.told(claim)).toMatchObject({ state: "approved", approvedFen: 1_024n });
  });

  it("is not looked at where this server lacks it", async () => {
    const claim = await desk.sellAndClaim(await desk.person(), 1);
    const openings = { opening: async (_key: Hex32) => null };
    const opening = openClaim({ ...desk.ports, openings }, await desk.row(claim));
    const facts = { missing: "opening", claim };
    expect(await refusalOf(opening)).toEqual({ code: "could-not-look", facts });
  });
});
