import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FileKeyring, openKeyring } from "../../../server/chain/keyring.ts";
import { askCoverage, askCoverageVerdict } from "../../../server/flows/keep/ask-coverage.ts";
import type { KeepPorts } from "../../../server/flows/keep/keep-ports.ts";
import { BUREAU, foundConsortium, HUZHOU, WUHAN } from "../support/told-consortium.ts";
import { openToldLedger, type ToldLedger } from "../support/told-ledger.ts";
import { refusalOf } from "../support/whole-ledger.ts";

const person = { scheme: "resident-id", value: "11010519491231002X" };
const on = "2026-05-01";

describe("how a person is insured", () => {
  let ledger: ToldLedger;
  let keyring: FileKeyring;
  let directory: string;
  let ports: KeepPorts;
  beforeAll(async () => {
    ledger = await openToldLedger();
    await foundConsortium(ledger);
    directory = await mkdtemp(path.join(os.tmpdir(), "caretrail-keys-"));
    keyring = await openKeyring({ dir: directory, humanPassphrase: null });
    await keyring.makeKey({ institutionCode: `CODE-${BUREAU}`, role: "operator" });
    await keyring.bind(`CODE-${BUREAU}`, BUREAU);
    const { claimRecords } = ledger.ports;
    ports = { reader: ledger.reader, vault: ledger.vault, claimRecords, keyring };
    await claimRecords.putInsured(HUZHOU, await ledger.vault.personNumber(person), {
      insurances: [
        {
          insuranceType: "390",
          records: [
            { kind: "enrolled", from: "2026-01-01", until: null, waitingUntil: null },
            { kind: "paid", from: "2026-01-01", until: "2026-12-31" },
          ],
          accountCreditFen: null,
          familyCreditFen: null,
        },
      ],
    });
  });
  afterAll(async () => {
    await ledger.close();
    await rm(directory, { recursive: true, force: true });
  });

  it("is told of the insurance that is asked for", async () => {
    const asked = { region: HUZHOU, person, on };
    expect(await askCoverageVerdict(ports, { ...asked, insuranceType: "390" })).toEqual({
      status: "insured",
      since: "2026-01-01",
    });
    expect(await askCoverageVerdict(ports, { ...asked, insuranceType: "310" })).toEqual({
      status: "not-insured",
      endedOn: null,
    });
  });

  it("asking about somebody unknown makes nothing of them", async () => {
    const unknown = { scheme: "resident-id", value: "440524188001010014" };
    expect(await askCoverage(ports, { region: HUZHOU, person: unknown, on })).toEqual([]);
    expect(await ledger.vault.knownPersonNumber(unknown)).toBeNull();
  });

  it("could not be looked up where this server serves another bureau", async () => {
    expect((await refusalOf(askCoverage(ports, { region: WUHAN, person, on }))).code).toBe("could-not-look");
    expect((await refusalOf(askCoverage(ports, { region: 110_000, person, on }))).code).toBe(
      "region-has-no-bureau",
    );
  });

  it("leads nowhere once the person was erased", async () => {
    await ledger.vault.erasePerson(person);
    expect(await askCoverage(ports, { region: HUZHOU, person, on })).toEqual([]);
  });
});
