import { DEVELOPMENT_ADDRESSES } from "../../server/chain/development-keys.ts";
import type { Config } from "../../server/config.ts";
import { bad, type Check, looking, type Outcome, ok, warn } from "./check.ts";

const DANGEROUS_METHODS = [
  "hardhat_impersonateAccount",
  "hardhat_setStorageAt",
  "anvil_setBalance",
  "evm_snapshot",
  "evm_increaseTime",
  "debug_setHead",
  "admin_addPeer",
  "personal_unlockAccount",
  "eth_accounts",
  "eth_sendTransaction",
];
const NOT_THERE = [-32_601, -32_604];
const DEVELOPMENT_CLIENT = /hardhat|anvil|ganache|ethereumjs/i;
const CLOCK_BEHIND_SEC_MAX = 5;
const START = "start the server, or set CARETRAIL_RPC_URL and NODE_PORT";

/** The chain behind this server: that it is the right one, and that nobody can rewrite it from its port. */
export function chainChecks(config: Config): Check[] {
  const url = config.rpcUrl === "" ? `http://127.0.0.1:${config.nodePort}` : config.rpcUrl;
  const check = (name: string, run: () => Promise<Outcome>): Check => ({
    name,
    run: () => looking(run, START),
  });
  return [
    check("chain id", () => chainId(url, config.chainId)),
    check("chain's client", () => client(url)),
    check("methods that rewrite a chain", () => dangerousMethods(url)),
    check("development keys hold nothing", () => developmentKeys(url)),
    check("gas is free", () => freeGas(url)),
    check("clock", () => clock(url)),
  ];
}

async function chainId(url: string, expected: number): Promise<Outcome> {
  const actual = Number(await result(url, "eth_chainId"));
  return actual === expected
    ? ok(String(actual))
    : bad(`${actual} instead of ${expected}`, "set CARETRAIL_CHAIN_ID, or name the right node");
}

async function client(url: string): Promise<Outcome> {
  const version = String(await result(url, "web3_clientVersion"));
  if (DEVELOPMENT_CLIENT.test(version))
    return bad(version, "a development node is no ledger: use the embedded one or Besu");
  return ok(version);
}

async function dangerousMethods(url: string): Promise<Outcome> {
  const answering: string[] = [];
  for (const method of DANGEROUS_METHODS) {
    const { error } = await call(url, method, []);
    if (error === undefined || !NOT_THERE.includes(error.code)) answering.push(method);
  }
  if (answering.length > 0)
    return bad(`the node answers ${answering.join(", ")}`, "switch these API groups off on the node");
  return ok(`none of ${DANGEROUS_METHODS.length} is there`);
}

async function developmentKeys(url: string): Promise<Outcome> {
  for (const address of DEVELOPMENT_ADDRESSES) {
    const balance = BigInt(String(await result(url, "eth_getBalance", [address, "latest"])));
    const sent = Number(await result(url, "eth_getTransactionCount", [address, "latest"]));
    if (balance > 0n || sent > 0)
      return bad(
        `${address} has a balance or has sent`,
        "anybody holds this key: rebuild the chain without it",
      );
  }
  return ok(`none of ${DEVELOPMENT_ADDRESSES.size} was used`);
}

async function freeGas(url: string): Promise<Outcome> {
  const price = BigInt(String(await result(url, "eth_gasPrice")));
  return price === 0n
    ? ok("price 0")
    : warn(
        `the node asks ${price} wei`,
        "Besu: zeroBaseFee in the genesis, --min-gas-price=0, --tx-pool=sequenced",
      );
}

async function clock(url: string): Promise<Outcome> {
  const block = await result(url, "eth_getBlockByNumber", ["latest", false]);
  const time =
    typeof block === "object" && block !== null && "timestamp" in block
      ? Number(block.timestamp)
      : Number.NaN;
  const aheadSec = time - Math.floor(Date.now() / 1000);
  if (Number.isNaN(aheadSec)) throw new Error("the latest block has no time");
  if (aheadSec > CLOCK_BEHIND_SEC_MAX)
    return bad(`${aheadSec} s behind the chain`, "set this machine's clock; writes wait for it");
  return ok(`the last block is ${-aheadSec} s old`);
}

type Answer = {
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
};

async function result(url: string, method: string, params: readonly unknown[] = []): Promise<unknown> {
  const answer = await call(url, method, params);
  if (answer.error !== undefined) throw new Error(`${method}: ${answer.error.message}`);
  return answer.result;
}

async function call(url: string, method: string, params: readonly unknown[]): Promise<Answer> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
    signal: AbortSignal.timeout(10_000),
  });
  // A JSON-RPC answer has a result or an error; anything else reads as neither, and the check says so.
  return (await response.json()) as Answer;
}
