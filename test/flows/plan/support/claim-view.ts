import type { ClaimRow, EncounterRow } from "../../../../server/domain/claims/claim-rows.ts";
import type { DispenseRow } from "../../../../server/domain/drug-rows.ts";
import type { LedgerView } from "../../../../server/domain/ledger-view.ts";
import { ADDRESS, HASH, NO_HASH, ORIGIN, shelfView } from "./shelf-view.ts";

export const CLAIM = `0x${"c1".repeat(32)}` as const;
export const PRIMARY = `0x${"c2".repeat(32)}` as const;
export const ENCOUNTER = `0x${"e1".repeat(32)}` as const;
export const WORD = `0x${"99".repeat(32)}` as const;
export const REASON = `0x${"ee".repeat(32)}` as const;
export const SIGNING = { institution: 7, key: ADDRESS };

export const claimRow: ClaimRow = {
  id: CLAIM,
  content: {
    filer: 7,
    documentKey: HASH,
    provider: 7,
    payerRegion: 330_500,
    channel: "direct",
    claimedAtSec: 1_000,
    personCommitment: HASH,
    catalogue: HASH,
    policy: HASH,
    totalFen: 1_500n,
    requestedFen: 1_000n,
    primaryFiler: 0,
    primaryKey: NO_HASH,
    submitter: ADDRESS,
    evidence: [{ kind: "encounter", id: ENCOUNTER, documentKey: HASH }],
    uncodedLines: [{ exemption: "granule", fen: 300n }],
  },
  state: "submitted",
  deadlineSec: 2_000,
  isTimely: true,
  nullifier: WORD,
  steps: [],
  origin: ORIGIN,
};

/** The same as the contract takes it. */
export const claimWords = {
  ...claimRow.content,
  channel: 1,
  evidence: [{ kind: 2, id: ENCOUNTER, documentKey: HASH }],
  uncodedLines: [`0x${"02".padStart(48, "0")}${(300).toString(16).padStart(16, "0")}`],
};

export const encounterRow: EncounterRow = {
  id: ENCOUNTER,
  content: {
    institution: 7,
    documentKey: HASH,
    kind: "inpatient",
    openedAtSec: 800,
    identification: "e-voucher",
    personCommitment: HASH,
    voucherCommitment: HASH,
  },
  state: "closed",
  closings: [closing(900, ""), closing(950, "GB15")],
  cancelled: null,
  operator: ADDRESS,
  origin: ORIGIN,
};

export const encounterWords = { ...encounterRow.content, kind: 2, identification: 2 };

export const closingWords = {
  closedAtSec: 950,
  feeRoot: HASH,
  feeLineCount: 3,
  totalFen: 1_200n,
  serviceFen: 700n,
  // "GB15" in ASCII
  diagnosisGroup: `0x${"47423135".padEnd(32, "0")}`,
};

/** An index of one claim, its encounter, and packs on a shelf. */
export function claimView(
  given: {
    readonly claims?: readonly ClaimRow[];
    readonly encounter?: EncounterRow;
    readonly dispense?: DispenseRow;
  } = {},
): LedgerView {
  const claims = given.claims ?? [claimRow];
  const encounter = given.encounter ?? encounterRow;
  return {
    ...shelfView(given.dispense === undefined ? {} : { dispense: given.dispense }),
    claim: async (id) => claims.find((claim) => claim.id === id) ?? null,
    claimByDocument: async (filer, key) =>
      claims.find(({ content }) => content.filer === filer && content.documentKey === key) ?? null,
    encounter: async (id) => (encounter.id === id ? encounter : null),
  };
}

function closing(closedAtSec: number, diagnosisGroup: string): EncounterRow["closings"][number] {
  return {
    closedAtSec,
    feeRoot: HASH,
    feeLineCount: 3,
    totalFen: 1_200n,
    serviceFen: 700n,
    diagnosisGroup,
    reasonHash: null,
    operator: ADDRESS,
    origin: ORIGIN,
  };
}
