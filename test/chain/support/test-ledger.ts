import { pino } from "pino";
import { onTestFinished } from "vitest";
import { createDeployer } from "../../../server/chain/deployer.ts";
import { type FileKeyring, openKeyring } from "../../../server/chain/keyring.ts";
import { createRpc, type Rpc } from "../../../server/chain/rpc.ts";
import { type Act, actBits, INSTITUTION_KINDS, type InstitutionKind } from "../../../server/domain/acts.ts";
import type { LedgerCall } from "../../../server/domain/command.ts";
import type { Address, InstitutionId } from "../../../server/domain/ids.ts";
import type { ChainIdentity } from "../../../server/domain/intent-store.ts";
import { ledgerCall } from "../../../server/domain/ledger-call.ts";
import type { Ledger, Receipt } from "../../../server/domain/ports.ts";
import { type DeploymentAsked, deployLedger } from "../../../server/flows/deploy.ts";
import { type ConsortiumKeys, prepareConsortiumKeys } from "../../../server/flows/prepare-consortium-keys.ts";
import { type RunningNode, startNode } from "../../../server/node/node.ts";
import { TestClock } from "../../node/support/test-clock.ts";
import { newDirectory, START_SEC, settingsFor } from "../../node/support/test-node.ts";
import { CHAIN_ID, ledgerOn, RPC_LIMITS, silentLog } from "./ledger-on.ts";

export const ARTIFACTS = new URL("../../../artifacts/", import.meta.url);

/** The embedded node in this process, with random keys and no contract yet; `atEnd` takes what stops it. */
export async function startChain(atEnd: AtEnd = onTestFinished): Promise<TestChain> {
  const directory = newDirectory();
  const keyring = await openKeyring({ dir: `${directory}/keys`, humanPassphrase: null });
  const keys = await prepareConsortiumKeys(keyring);
  const clock = new TestClock(START_SEC);
  const settings = settingsFor(`${directory}/journal`, {
    bootstrapAddress: keys.bootstrapKey,
    ratePerKeySec: 100_000,
    burstPerKey: 1_000_000,
  });
  const node = await startNode({
    settings,
    clock,
    log: pino({ level: "silent" }),
    notify: () => undefined,
    onFatal: (fatal) => {
      throw fatal;
    },
  });
  atEnd(() => node.stop());
  await node.ready;
  const url = `http://127.0.0.1:${node.port}`;
  return { node, url, clock, directory, keyring, keys, rpc: createRpc(url, RPC_LIMITS) };
}

export type AtEnd = (stop: () => Promise<void>) => void;

export type TestChain = {
  readonly node: RunningNode;
  readonly url: string;
  readonly clock: TestClock;
  readonly directory: string;
  readonly keyring: FileKeyring;
  readonly keys: ConsortiumKeys;
  readonly rpc: Rpc;
};

export function deploymentOn({
  rpc,
  keyring,
  keys,
}: Pick<TestChain, "rpc" | "keyring" | "keys">): DeploymentAsked {
  return {
    chain: createDeployer({ rpc, signer: keyring, chainId: CHAIN_ID, artifactsDir: ARTIFACTS }),
    bootstrapKey: keys.bootstrapKey,
    terms: {
      consortiumKey: keys.consortiumKey,
      guardianKey: keys.guardianKey,
      consortiumDelaySec: 0,
      adminDelaySec: 3_600,
    },
    log: silentLog,
    limits: { timeoutMs: 30_000, receiptPollMs: 10 },
    nowMs: () => Date.now(),
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  };
}

/** The chain with its contracts. */
export async function startLedger(atEnd: AtEnd = onTestFinished): Promise<TestLedger> {
  const chain = await startChain(atEnd);
  const identity = await deployLedger(deploymentOn(chain));
  return { ...chain, identity, ledger: ledgerOn(chain, identity) };
}

export type TestLedger = TestChain & { readonly identity: ChainIdentity; readonly ledger: Ledger };

/** Simulates, signs with the chain's next nonce, sends, and gives the receipt. */
export async function callNow(ledger: Ledger, key: Address, call: LedgerCall): Promise<Receipt> {
  await ledger.simulate(key, call);
  return sendNow(ledger, key, call);
}

export async function sendNow(ledger: Ledger, key: Address, call: LedgerCall): Promise<Receipt> {
  const signed = await ledger.sign(key, await ledger.minedNonce(key), call);
  await ledger.send(signed.raw);
  const receipt = await ledger.receipt(signed.hash);
  if (receipt === null) throw new Error("a send is answered when the block is durable");
  return receipt;
}

/** An institution with an admin key and an operator that may do `acts`, both of this keyring. */
export async function addInstitution(test: TestLedger, asked: Institution): Promise<Member> {
  const { keyring, ledger, keys } = test;
  const { code, kind } = asked;
  const adminKey = await keyring.makeKey({ institutionCode: code, role: "admin" });
  const operatorKey = await keyring.makeKey({ institutionCode: code, role: "operator" });
  const draft = { kind: INSTITUTION_KINDS.indexOf(kind), district: 330_503, adminKey, code, name: code };
  const receipt =
    kind === "bureau"
      ? await callNow(ledger, keys.consortiumKey, ledgerCall("institutions", "admitBureau", 330_500, draft))
      : await callNow(ledger, bureauKey(asked), ledgerCall("institutions", "registerInstitution", draft));
  const registered = receipt.events.find((event) => event.name === "InstitutionRegistered");
  if (registered?.name !== "InstitutionRegistered") throw new Error("not registered");
  const { institution } = registered;
  const addOperator = ledgerCall(
    "institutions",
    "addOperator",
    institution,
    operatorKey,
    actBits(asked.acts),
    FAR_SEC,
  );
  await callNow(ledger, adminKey, addOperator);
  await keyring.bind(code, institution);
  return { institution, code, adminKey, operatorKey };
}

export type Institution = {
  readonly kind: InstitutionKind;
  readonly code: string;
  readonly acts: readonly Act[];
  readonly bureau?: Member;
};

export type Member = {
  readonly institution: InstitutionId;
  readonly code: string;
  readonly adminKey: Address;
  readonly operatorKey: Address;
};

/** 2100-01-01. */
export const FAR_SEC = 4_102_444_800;

function bureauKey(asked: Institution): Address {
  if (asked.bureau === undefined) throw new Error("a bureau registers all others");
  return asked.bureau.operatorKey;
}

export function addBureau(test: TestLedger): Promise<Member> {
  const acts: readonly Act[] = ["register-institutions", "sign-agreements", "admit-products"];
  return addInstitution(test, { kind: "bureau", code: "330500000001", acts });
}
