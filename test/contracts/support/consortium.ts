import { getCreateAddress, type JsonRpcSigner } from "ethers";
import { type Deployed, EdrChain, type Receipt } from "./edr-chain.ts";

/** An institution on the chain and the account that holds its acts. */
export type Member = { id: number; operator: JsonRpcSigner };

export type BatchStock = { batch: bigint; packCount: number };

const REGION = 330500;
const KINDS = { maker: 1, wholesaler: 2, pharmacy: 3, hospital: 4 } as const;

/** Every act an operator of the kind may hold, as contracts/libraries/Acts.sol gives them. */
const ACTS = {
  bureau: 0b1111_1001_1100_1000_0111,
  maker: 0b000_0000_0111_1011_1000,
  wholesaler: 0b000_0000_0011_1011_0000,
  pharmacy: 0b000_0100_0011_1111_0000,
  hospital: 0b000_0110_0011_1111_0000,
} as const;

const TERM_SEC = 3650 * 86_400;

/** The contracts in the order of their making, after the authority. */
type Contracts = {
  institutions: Deployed;
  rules: Deployed;
  catalogue: Deployed;
  custody: Deployed;
  ledger: Deployed;
  spenders: Deployed;
  nullifiers: Deployed;
  encounters: Deployed;
  claimRules: Deployed;
  claims: Deployed;
};

const SPLIT_ALLOWED = 1;

/** The contracts on a fresh chain with one bureau. The first account is admin of the authority. */
export class Consortium {
  readonly chain: EdrChain;
  readonly institutions: Deployed;
  readonly rules: Deployed;
  readonly catalogue: Deployed;
  readonly custody: Deployed;
  readonly ledger: Deployed;
  readonly spenders: Deployed;
  readonly nullifiers: Deployed;
  readonly encounters: Deployed;
  readonly claimRules: Deployed;
  readonly claims: Deployed;
  readonly startSec: number;
  bureau: Member;
  #accountCount = 1;

  private constructor(chain: EdrChain, contracts: Contracts, admin: JsonRpcSigner, startSec: number) {
    this.chain = chain;
    this.institutions = contracts.institutions;
    this.rules = contracts.rules;
    this.catalogue = contracts.catalogue;
    this.custody = contracts.custody;
    this.ledger = contracts.ledger;
    this.spenders = contracts.spenders;
    this.nullifiers = contracts.nullifiers;
    this.encounters = contracts.encounters;
    this.claimRules = contracts.claimRules;
    this.claims = contracts.claims;
    this.startSec = startSec;
    this.bureau = { id: 0, operator: admin };
  }

  static async create(): Promise<Consortium> {
    const chain = await EdrChain.create();
    const admin = await chain.account(0);
    const contracts = await deployAll(chain, admin);
    const consortium = new Consortium(chain, contracts, admin, await chain.nowSec());
    await consortium.#admitBureau(admin);
    return consortium;
  }

  maker(): Promise<Member> {
    return this.#register(KINDS.maker, ACTS.maker);
  }

  wholesaler(): Promise<Member> {
    return this.#register(KINDS.wholesaler, ACTS.wholesaler);
  }

  pharmacy(): Promise<Member> {
    return this.#register(KINDS.pharmacy, ACTS.pharmacy);
  }

  hospital(): Promise<Member> {
    return this.#register(KINDS.hospital, ACTS.hospital);
  }

  /** Admits a product, if nothing else is asked of packs that hold 24 units and may be split. */
  async product(
    maker: Member,
    tracePrefix: string,
    { unitsPerPack, flags } = { unitsPerPack: 24, flags: SPLIT_ALLOWED },
  ): Promise<number> {
    const codes = [[2, tracePrefix]];
    const draft = [maker.id, unitsPerPack, flags, `药品 ${tracePrefix}`, "片", codes];
    const receipt = await this.chain.send(this.bureau.operator, this.catalogue, "admitProduct", draft);
    return Number(this.#valueOf(receipt, this.catalogue, "ProductAdmitted", "product"));
  }

  async openBatch(maker: Member, product: number, batchNumber: string, packCount: number): Promise<bigint> {
    const made = this.startSec - 86_400;
    const draft = [
      product,
      packCount,
      made,
      this.startSec + TERM_SEC,
      1,
      batchNumber,
      `0x${"00".repeat(32)}`,
    ];
    const receipt = await this.chain.send(maker.operator, this.catalogue, "openBatch", draft);
    return BigInt(String(this.#valueOf(receipt, this.catalogue, "BatchOpened", "batch")));
  }

  append(maker: Member, batch: bigint, fromIndex: number, packKeys: Uint8Array): Promise<Receipt> {
    const labelsHash = `0x${"00".repeat(32)}`;
    const { chain, catalogue } = this;
    return chain.send(maker.operator, catalogue, "appendManifest", batch, fromIndex, labelsHash, packKeys);
  }

  async seal(maker: Member, batch: bigint): Promise<Receipt> {
    const found = await this.chain.ask(this.catalogue, "batch", batch);
    // The ABI of `batch` answers a struct, which ethers gives as an object with its field names.
    const { manifestHash } = found as { manifestHash: string };
    return this.chain.send(maker.operator, this.catalogue, "sealBatch", batch, manifestHash);
  }

  async #admitBureau(admin: JsonRpcSigner): Promise<void> {
    const operator = await this.#nextAccount();
    const draft = [6, 0, operator.address, "330500-YBJ", "湖州市医疗保障局"];
    const receipt = await this.chain.send(admin, this.institutions, "admitBureau", REGION, draft);
    const id = Number(this.#valueOf(receipt, this.institutions, "InstitutionRegistered", "institution"));
    this.bureau = await this.#withOperator(id, operator, ACTS.bureau);
  }

  async #register(kind: number, acts: number): Promise<Member> {
    const operator = await this.#nextAccount();
    const code = `MEMBER-${this.#accountCount}`;
    const draft = [kind, 0, operator.address, code, code];
    const { chain, institutions, bureau } = this;
    const receipt = await chain.send(bureau.operator, institutions, "registerInstitution", draft);
    const id = Number(this.#valueOf(receipt, institutions, "InstitutionRegistered", "institution"));
    return this.#withOperator(id, operator, acts);
  }

  async #withOperator(id: number, adminKey: JsonRpcSigner, acts: number): Promise<Member> {
    const operator = await this.#nextAccount();
    const values = [id, operator.address, acts, this.startSec + TERM_SEC];
    await this.chain.send(adminKey, this.institutions, "addOperator", ...values);
    return { id, operator };
  }

  #nextAccount(): Promise<JsonRpcSigner> {
    this.#accountCount += 1;
    return this.chain.account(this.#accountCount - 1);
  }

  #valueOf(receipt: Receipt, by: Deployed, event: string, field: string): unknown {
    for (const log of receipt.logs) {
      const parsed = log.address === by.address ? by.face.parseLog(log) : null;
      if (parsed?.name === event) return parsed.args.getValue(field);
    }
    throw new Error(`the receipt has no ${event}`);
  }
}

/** In the order of the server's deployment: some are told where those stand that come later. */
async function deployAll(chain: EdrChain, admin: JsonRpcSigner): Promise<Contracts> {
  const first = await admin.getNonce();
  const addressAt = (nth: number): string => getCreateAddress({ from: admin.address, nonce: first + nth });
  const deploy = async (name: string, ...values: string[]): Promise<Deployed> =>
    chain.deploy(await chain.compiled(name), admin, ...values);
  const authority = await deploy("AccessManager", admin.address);
  const institutions = await deploy("Institutions", authority.address);
  const rules = await deploy("RegionRules", institutions.address);
  const catalogue = await deploy("DrugCatalogue", institutions.address, addressAt(4));
  const asked = [institutions.address, catalogue.address];
  const custody = await deploy("DrugCustody", ...asked, rules.address);
  const ledger = await deploy("DrugLedger", ...asked, custody.address, rules.address, addressAt(6));
  const spenders = await deploy("Spenders", authority.address, addressAt(11));
  const nullifiers = await deploy("Nullifiers", authority.address, spenders.address);
  const encounters = await deploy("EncounterLedger", institutions.address, rules.address, spenders.address);
  const claimRules = await deploy("ClaimRules", institutions.address);
  const records = [ledger.address, encounters.address];
  const asking = [institutions.address, rules.address, claimRules.address, catalogue.address];
  const evidence = await deploy("ClaimEvidence", ...asking, ...records, spenders.address);
  const settling = [institutions.address, claimRules.address, ...records, nullifiers.address];
  const claims = await deploy("ClaimLedger", ...settling, evidence.address);
  return {
    institutions,
    rules,
    catalogue,
    custody,
    ledger,
    spenders,
    nullifiers,
    encounters,
    claimRules,
    claims,
  };
}
