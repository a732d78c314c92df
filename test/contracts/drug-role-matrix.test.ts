import { type CastOfGoods, castGoods, document } from "./support/cast-of-goods.ts";
import { ids, type Role, regions } from "./support/cast-of-roles.ts";
import { describeRoles, everybody, type Row, refused } from "./support/role-table.ts";
import { lineWord, runWord } from "./support/words.ts";

type GoodsTable = Readonly<Record<string, (cast: CastOfGoods) => Row>>;

const NO_HASH = `0x${"00".repeat(32)}`;
const DAY_SEC = 86_400;

/** Keys of no institution are refused first; what operators are told is in the row. */
const operators = (
  values: Row["values"],
  but: Pick<Record<Role, string>, "bureauOperator" | "foreignBureauOperator" | "institutionOperator"> &
    Partial<Record<Role, string>>,
): Row => ({
  values,
  refusal: "OperatorUnknown",
  but: { makerOperator: "ActNotGranted", hospitalOperator: "ActNotGranted", ...but },
});

/** An act of the pharmacy, which the bureau of its region may import. */
const imported = (values: Row["values"], maker: string): Row =>
  operators(values, {
    bureauOperator: "done",
    foreignBureauOperator: "ActNotGranted",
    institutionOperator: "done",
    makerOperator: maker,
    hospitalOperator: maker,
  });

/** An act of the pharmacy that nobody does for it. */
const own = (values: Row["values"], maker: string): Row => ({
  ...imported(values, maker),
  but: { ...imported(values, maker).but, bureauOperator: "ActNotGranted" },
});

/** The same where bureaus hold the act for what is theirs: this is not. */
const corrected = (
  values: Row["values"],
  stranger: string,
  but: Partial<Record<Role, string>> = {},
): Row => ({
  ...imported(values, stranger),
  but: { ...imported(values, stranger).but, foreignBureauOperator: stranger, ...but },
});

/** An act of bureaus. */
const supervising = (values: unknown[], foreign: string): Row =>
  operators(values, {
    bureauOperator: "done",
    foreignBureauOperator: foreign,
    institutionOperator: "ActNotGranted",
  });

/** An act of the maker, which the bureau of its region may import. */
const making = (values: unknown[], outcome = "done"): Row =>
  operators(values, {
    bureauOperator: outcome,
    foreignBureauOperator: "ActNotGranted",
    institutionOperator: "ActNotGranted",
    makerOperator: outcome,
  });

const parcel = ({ batch }: CastOfGoods, from: number): bigint => (batch << 32n) | BigInt(from);
const line = ({ batch }: CastOfGoods, index: number): bigint =>
  lineWord({ batch, index, units: 0, priceFen: 0n });
const keys = (count: number): string => `0x${"07".repeat(16 * count)}`;

const regionRules: GoodsTable = {
  setLimits: () => supervising([[1, 1, 1, 1]], "done"),
  setMode: ({ nowSec }) => supervising([0, 1, nowSec], "done"),
  limitsOf: () => everybody(regions.home),
  modeAt: ({ nowSec }) => everybody(regions.home, 0, nowSec),
};

const catalogue: GoodsTable = {
  admitProduct: () => supervising([[ids.maker, 4, 1, "药", "片", [[2, "8345678"]]]], "done"),
  // A maker may recall, so it may ask; what it does not have is the product.
  withdrawProduct: ({ product }) => ({
    ...supervising([product], "ProductOfOtherBureau"),
    but: { ...supervising([], "ProductOfOtherBureau").but, makerOperator: "ProductOfOtherBureau" },
  }),
  openBatch: ({ product, nowSec }) => making([[product, 1, nowSec, nowSec + DAY_SEC, 1, "C", NO_HASH]]),
  appendManifest: ({ openBatch }) => making([openBatch, 50, NO_HASH, keys(1)], "ManifestTooLong"),
  sealBatch: ({ openBatch, manifestHash }) => making([openBatch, manifestHash]),
  declareBatch: ({ product, nowSec }) =>
    imported(
      [[ids.unsigned, product, 1, nowSec, nowSec + DAY_SEC, nowSec, 1, "D", document(9)]],
      "BatchOfOtherMaker",
    ),
  attachLabels: ({ openBatch }) => making([openBatch, document(1)]),
  recallBatch: ({ batch, nowSec }) => ({
    ...supervising([batch, nowSec, NO_HASH], "RecallNotAllowed"),
    but: { ...supervising([], "RecallNotAllowed").but, makerOperator: "done" },
  }),
  quarantineBatch: ({ batch }) => ({
    ...supervising([batch, NO_HASH], "done"),
    but: { ...supervising([], "done").but, makerOperator: "CallerNotBureau" },
  }),
  releaseBatch: ({ batch }) => ({
    ...supervising([batch], "QuarantineNotInState"),
    but: {
      ...supervising([], "QuarantineNotInState").but,
      bureauOperator: "QuarantineNotInState",
      makerOperator: "CallerNotBureau",
    },
  }),
  batch: ({ batch }) => everybody(batch),
  product: ({ product }) => everybody(product),
  productByCode: () => everybody(2, "8341234"),
  quarantinedSinceSec: ({ batch }) => everybody(batch, regions.home),
  statusOf: ({ batch }) => everybody(batch),
  termsOf: ({ batch }) => everybody(batch),
};

const custody: GoodsTable = {
  openCustody: ({ batch }) => ({ values: [batch, ids.maker, 1], refusal: "CallerNotCatalogue", but: {} }),
  splitParcel: (cast) => own([parcel(cast, 0), 2], "NotInCustody"),
  joinParcels: (cast) => own([parcel(cast, 0), [5]], "NotInCustody"),
  shipConsignment: ({ batch, nowSec }) => {
    const content = [ids.unsigned, ids.maker, document(5), nowSec, [runWord(batch, 1, 2)], [NO_HASH]];
    return imported([content, [0]], "InstitutionMismatch");
  },
  receiveConsignment: ({ batch, nowSec, toPharmacy }) =>
    imported([toPharmacy, nowSec, [runWord(batch, 20, 30)], [20]], "ConsignmentForOther"),
  withdrawConsignment: ({ batch, nowSec, toMaker }) =>
    corrected([toMaker, nowSec, [runWord(batch, 10, 20)], [10]], "ConsignmentOfOther"),
  disputeConsignment: ({ batch, nowSec, toMaker }) =>
    corrected([toMaker, nowSec, [runWord(batch, 10, 20)], [10], NO_HASH], "ConsignmentForOther", {
      bureauOperator: "ConsignmentForOther",
      makerOperator: "done",
    }),
  answerDispute: ({ batch, toPharmacy }) =>
    corrected([toPharmacy, 1, [runWord(batch, 30, 40)]], "ConsignmentForOther", {
      bureauOperator: "ConsignmentForOther",
      makerOperator: "done",
    }),
  resolveDispute: ({ batch, toPharmacy }) =>
    supervising([toPharmacy, 1, [runWord(batch, 30, 40)]], "BureauNotOfReceiver"),
  consignmentIdOf: ({ toMaker }) => everybody(toMaker),
  consignmentRecord: () => everybody(ids.maker, document(1)),
  dispute: (cast) => everybody(parcel(cast, 30)),
  eip712Domain: () => everybody(),
  importedUntilSec: () => everybody(ids.maker),
  parcel: (cast) => everybody(parcel(cast, 0)),
};

const decommissionOf = (cast: CastOfGoods): unknown[] => {
  const runs = [runWord(cast.batch, 2, 3)];
  return [ids.unsigned, document(8), cast.nowSec, 1, runs, []];
};
const reversalOf = (cast: CastOfGoods): unknown[] => [
  ids.unsigned,
  document(7),
  cast.sold.id,
  cast.nowSec,
  [line(cast, 0)],
];

const ledger: GoodsTable = {
  // Whoever calls says that it acts itself; for another only the spender speaks.
  recordDispenses: (cast) => {
    const content = [ids.unsigned, document(6), cast.nowSec, 0, NO_HASH, [line(cast, 1)]];
    // A maker sells to no person: it may not even ask.
    const row = imported((role) => [cast.addressOf(role), [content], [[0]], "0x"], "ActNotGranted");
    return { ...row, but: { ...row.but, hospitalOperator: "InstitutionMismatch" } };
  },
  reverseDispense: (cast) =>
    corrected(
      (role) => [cast.addressOf(role), cast.sold.content, reversalOf(cast), [0], [0], "0x"],
      "InstitutionMismatch",
    ),
  spendDispense: ({ sold }) => refused("SpenderNotAppointed", ids.unsigned, document(4), sold.id),
  freeDispense: ({ sold }) => refused("SpenderNeverAppointed", ids.unsigned, document(4), sold.id),
  decommissionPacks: (cast) => imported([decommissionOf(cast), [0], []], "InstitutionMismatch"),
  answerReceipt: ({ sold }) => supervising([sold.content, 1], "BureauNotOfProvider"),
  decommissionIdOf: (cast) => everybody(decommissionOf(cast)),
  decommissionRecord: () => everybody(ids.unsigned, document(8)),
  dispenseIdOf: ({ sold }) => everybody(sold.content),
  dispenseRecord: () => everybody(ids.unsigned, document(4)),
  eip712Domain: () => everybody(),
  importedUntilSec: () => everybody(ids.unsigned),
  isGone: ({ batch }) => everybody(batch, 0),
  packCounts: ({ batch }) => everybody(batch, 0),
  returnedOf: ({ sold }) => everybody(sold.id, 0),
  reversalIdOf: (cast) => everybody(reversalOf(cast)),
  reversalRecord: () => everybody(ids.unsigned, document(7)),
  spentBy: () => everybody(`0x${"07".repeat(16)}`),
};

describeRoles("who may do what with drugs", castGoods, {
  RegionRules: regionRules,
  DrugCatalogue: catalogue,
  DrugCustody: custody,
  DrugLedger: ledger,
});
