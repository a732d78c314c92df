import { existsSync, readFileSync } from "node:fs";
import { AbiCoder, Interface, id } from "ethers";
import { expect, test } from "vitest";
import { institutionsAddressOf } from "../../server/node/permissions.ts";
import { bootstrap, keyNamed, keysAddress, sign } from "./support/fixture-ledger.ts";
import { startTestNode } from "./support/test-node.ts";

const AUTHORITY = "artifacts/@openzeppelin/contracts/access/manager/AccessManager.sol/AccessManager.json";
const INSTITUTIONS = "artifacts/contracts/Institutions.sol/Institutions.json";
const isCompiled = existsSync(INSTITUTIONS) && existsSync(AUTHORITY);

test("Institutions is what the bootstrap key creates with its nonce 1", () => {
  expect(institutionsAddressOf(bootstrap.address)).toBe(keysAddress.toLowerCase());
});

test.skipIf(!isCompiled)(
  "with the real contracts: a stranger may not send, a member of the consortium may",
  async () => {
    const send = "eth_sendRawTransaction";
    const { rpc } = await startTestNode();
    const member = keyNamed("member");
    const [authority, institutions] = [readArtifact(AUTHORITY), readArtifact(INSTITUTIONS)];
    const create = (bytecode: string, argument: string): string =>
      bytecode + AbiCoder.defaultAbiCoder().encode(["address"], [argument]).slice(2);
    const first = await rpc.text(send, [
      await sign(bootstrap, {
        nonce: 0,
        data: create(authority.bytecode, bootstrap.address),
        gasLimit: 8_000_000,
      }),
    ]);
    const authorityAddress = String(
      (await rpc.fields("eth_getTransactionReceipt", [first]))["contractAddress"],
    );
    const data = create(institutions.bytecode, authorityAddress);
    await rpc.call(send, [await sign(bootstrap, { nonce: 1, data, gasLimit: 16_000_000 })]);
    expect(await rpc.text("eth_getCode", [keysAddress, "latest"])).not.toBe("0x");
    const raw = await sign(member, { nonce: 0, to: member.address });
    expect(await rpc.refusal(send, [raw])).toBe("sender-not-permitted");
    const grant = authority.abi.encodeFunctionData("grantRole", [1, member.address, 0]);
    await rpc.call(send, [await sign(bootstrap, { nonce: 2, to: authorityAddress, data: grant })]);
    expect(await rpc.refusal(send, [raw])).toBe("none");
  },
);

test.skipIf(!isCompiled)("the question asked is one that the contract answers", () => {
  const { abi } = readArtifact(INSTITUTIONS);
  expect(abi.getFunction("isKnownKey")?.selector).toBe(id("isKnownKey(address)").slice(0, 10));
});

function readArtifact(path: string): { readonly abi: Interface; readonly bytecode: string } {
  const artifact = JSON.parse(readFileSync(path, "utf8"));
  return { abi: new Interface(artifact.abi), bytecode: artifact.bytecode };
}
