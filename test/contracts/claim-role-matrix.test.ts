import { AbiCoder } from "ethers";
import {
  type CastOfClaims,
  castClaims,
  claimContent,
  closingAt,
  invoice,
  NO_WORD,
  POLICY,
} from "./support/cast-of-claims.ts";
import { document } from "./support/cast-of-goods.ts";
import { freshAddress, ids, type Role, regions } from "./support/cast-of-roles.ts";
import { describeRoles, everybody, guarded, type Row, refused } from "./support/role-table.ts";
import { lineWord } from "./support/words.ts";

type ClaimsTable = Readonly<Record<string, (cast: CastOfClaims) => Row>>;
type Operators = "bureauOperator" | "foreignBureauOperator" | "institutionOperator" | "hospitalOperator";

const REASON = document(0xee);
const DAY_SEC = 86_400;

/** Keys of no institution are refused first; operators whom the row does not name may not even ask. */
const operators = (values: Row["values"], but: Partial<Record<Operators | "makerOperator", string>>): Row => {
  const unnamed: Partial<Record<Role, string>> = {
    bureauOperator: "ActNotGranted",
    foreignBureauOperator: "ActNotGranted",
    institutionOperator: "ActNotGranted",
    hospitalOperator: "ActNotGranted",
    makerOperator: "ActNotGranted",
  };
  return { values, refusal: "OperatorUnknown", but: { ...unnamed, ...but } };
};

/** An act of the payer's bureau. */
const paying = (...values: unknown[]): Row =>
  operators(values, { bureauOperator: "done", foreignBureauOperator: "BureauNotOfPayer" });

/** What every institution may do, but only with what is its own. */
const correcting = (filer: Operators, refusal: string, ...values: unknown[]): Row =>
  operators(values, {
    bureauOperator: refusal,
    foreignBureauOperator: refusal,
    institutionOperator: refusal,
    hospitalOperator: refusal,
    makerOperator: refusal,
    [filer]: "done",
  });

const supervising = (...values: unknown[]): Row =>
  operators(values, { bureauOperator: "done", foreignBureauOperator: "done" });

const authority: ClaimsTable = {
  setAuthority: ({ contracts }) => refused("AccessManagedUnauthorized", contracts.DrugLedger.address),
  authority: () => everybody(),
  isConsumingScheduledOp: () => everybody(),
};

const spenders: ClaimsTable = {
  ...authority,
  appointSpender: () => guarded("consortium", [freshAddress(9)]),
  requireSpender: ({ contracts }) => everybody(contracts.ClaimLedger.address),
  requireEverSpender: ({ contracts }) => everybody(contracts.ClaimLedger.address),
  spender: () => everybody(),
};

const nullifiers: ClaimsTable = {
  ...authority,
  openEpoch: () => guarded("consortium", []),
  take: () => refused("SpenderNotAppointed", [invoice(1)], document(1)),
  release: () => refused("SpenderNeverAppointed", invoice(3), document(1)),
  nullifierRecord: () => everybody(invoice(3)),
  epochCount: () => everybody(),
};

const encounterLedger: ClaimsTable = {
  openEncounter: ({ nowSec }) => {
    const content = [ids.hospital, document(0x7000), 1, nowSec, 1, document(0xaa), NO_WORD];
    return operators([content], { hospitalOperator: "done" });
  },
  closeEncounter: ({ openVisit, nowSec }) =>
    operators([openVisit.content, closingAt(nowSec)], { hospitalOperator: "done" }),
  correctEncounter: ({ freeVisit, nowSec }) =>
    correcting("hospitalOperator", "InstitutionMismatch", freeVisit.content, closingAt(nowSec), REASON),
  cancelEncounter: ({ freeVisit }) =>
    correcting("hospitalOperator", "InstitutionMismatch", freeVisit.content, REASON),
  spendEncounter: ({ freeVisit: { content, id } }) =>
    refused("SpenderNotAppointed", ids.hospital, content[1], id),
  freeEncounter: ({ freeVisit: { content, id } }) =>
    refused("SpenderNeverAppointed", ids.hospital, content[1], id),
  eip712Domain: () => everybody(),
  encounterIdOf: ({ freeVisit }) => everybody(freeVisit.content),
  encounterRecord: ({ freeVisit }) => everybody(ids.hospital, freeVisit.content[1]),
};

const claimRules: ClaimsTable = {
  setClaimLimits: () => supervising([600, 20, 15, 20, 60, 1n, 2n, 3n, 4n]),
  publishRuleSet: ({ nowSec }) => supervising(document(0xcc), 1, nowSec),
  turnBusinessDays: ({ nowSec }) => supervising([Math.floor(nowSec / DAY_SEC) + 9]),
  businessDeadlineSec: ({ nowSec }) => everybody(regions.home, nowSec, 20),
  claimLimitsOf: () => everybody(regions.home),
  isBusinessDay: ({ nowSec }) => everybody(regions.home, Math.floor(nowSec / DAY_SEC)),
  ruleSetOf: () => everybody(regions.home, POLICY),
};

const claimLedger: ClaimsTable = {
  submitClaims: ({ freeVisit, claimOf, addressOf, closedAtSec }) => {
    const backing = [[], [freeVisit.content], [closingAt(closedAtSec)], []];
    return operators((role) => [[claimOf(freeVisit, 20, addressOf(role))], [backing]], {
      institutionOperator: "InstitutionMismatch",
      hospitalOperator: "done",
    });
  },
  // A bureau may record the dispense as an import, but not claim for it.
  dispenseAndClaim: ({ batch, nowSec, addressOf }) => {
    const line = lineWord({ batch, index: 2, units: 0, priceFen: 1_000n });
    const dispense = [ids.unsigned, document(0x7001), nowSec, 1, document(0xaa), [line]];
    const evidence = [1, NO_WORD, dispense[1]];
    const claimBy = (role: Role) =>
      claimContent(ids.unsigned, { number: 21, nowSec, submitter: addressOf(role), evidence });
    return operators((role) => [[dispense], [[0]], "0x", [claimBy(role)]], {
      institutionOperator: "EvidenceNotAsStated",
      hospitalOperator: "InstitutionMismatch",
    });
  },
  approveClaims: ({ submitted, award }) => paying([submitted], [award], [[invoice(1)]]),
  rejectClaims: ({ submitted }) => paying([submitted], [[7, REASON]]),
  appealClaim: ({ rejected }) =>
    operators([rejected, REASON], { institutionOperator: "NotFiler", hospitalOperator: "done" }),
  advanceClaims: ({ submitted }) =>
    operators([[submitted]], { bureauOperator: "done", foreignBureauOperator: "BureauNotOfCare" }),
  payClaims: ({ approved }) => paying([approved], "E2E-2"),
  reverseClaims: ({ submitted }) =>
    correcting("hospitalOperator", "NotFiler", [submitted], [NO_WORD], REASON),
  reverseClaimAndDispense: ({ sale, nowSec }) => {
    const reversal = [ids.unsigned, document(0x7002), sale.id, nowSec, sale.dispense[5]];
    const args = [sale.claim, NO_WORD, REASON, sale.dispense, reversal, [0], [0], "0x"];
    return correcting("institutionOperator", "NotFiler", ...args);
  },
  refundClaims: ({ paid }) => correcting("hospitalOperator", "NotFiler", [paid], [invoice(4)], REASON),
  disputeClaim: ({ paid }) => paying(paid, REASON),
  resolveDispute: ({ disputed }) => paying(disputed, 1, NO_WORD, REASON),
  claimIdOf: ({ submitted }) => everybody(submitted),
  claimRecord: ({ submitted }) => everybody(ids.hospital, submitted[1]),
  eip712Domain: () => everybody(),
  endorsedAwardOf: () => everybody(document(1)),
  secondaryFenOf: () => everybody(document(1)),
};

// A list of nothing is the same in every type.
const coder = AbiCoder.defaultAbiCoder();
const claimEvidence: ClaimsTable = {
  examineClaims: ({ addressOf }) => {
    const nothing = coder.encode(["bytes32[]", "bytes32[]"], [[], []]);
    return refused("SpenderNotAppointed", addressOf("hospitalOperator"), nothing);
  },
  examineSales: ({ addressOf }) => {
    const nothing = coder.encode(["bytes32[]", "bytes32[]", "bytes", "bytes32[]"], [[], [], "0x", []]);
    return refused("SpenderNotAppointed", addressOf("hospitalOperator"), nothing);
  },
};

/** A reading of everything, of the block that was mined first. */
const readingOf = (scopeRegion: number): unknown[] => [
  document(0xf0),
  1,
  document(0xb1),
  scopeRegion,
  document(0xf2),
  document(0xf3),
];
const FOUND = [document(0xf4), 2, 1, 500n];

const reconciliationLedger: ClaimsTable = {
  anchor: ({ firstBlockHash }) => {
    const reading = readingOf(regions.home).with(2, firstBlockHash);
    return operators([reading, FOUND], {
      bureauOperator: "done",
      foreignBureauOperator: "ReconciliationOutsideRegion",
    });
  },
  anchoredAtSec: () => everybody(document(1), ids.bureau),
  eip712Domain: () => everybody(),
  readingOf: () => everybody(readingOf(0)),
};

describeRoles("who may do what with claims", castClaims, {
  Spenders: spenders,
  Nullifiers: nullifiers,
  EncounterLedger: encounterLedger,
  ClaimRules: claimRules,
  ClaimEvidence: claimEvidence,
  ClaimLedger: claimLedger,
  ReconciliationLedger: reconciliationLedger,
});
