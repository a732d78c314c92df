import { expect, test } from "vitest";
import { readCheckpoints } from "../../cli/verify/read-checkpoints.ts";
import { createCheckpointSigner } from "../../server/chain/checkpoint-signature.ts";
import { openKeyring } from "../../server/chain/keyring.ts";
import { wireOf } from "../../server/http/wire.ts";
import { newDirectory } from "../node/support/test-node.ts";
import { anyCheckpoint } from "../store/support/any-checkpoint.ts";

test("the key that a checkpoint names is the one that the verifier recovers", async () => {
  const keyring = await openKeyring({ dir: `${newDirectory()}/keys`, humanPassphrase: null });
  const operator = await keyring.makeKey({ institutionCode: "B33050000001", role: "operator" });
  const { format: _, signature: __, ...content } = { ...anyCheckpoint, operator };
  const signed = await createCheckpointSigner(keyring).sign(content);
  const [read] = readCheckpoints(JSON.stringify(wireOf(signed)));
  expect(read).toMatchObject({ operator, block: 7, institution: 5 });
});

test("a key that is not in the keyring signs nothing", async () => {
  const keyring = await openKeyring({ dir: `${newDirectory()}/keys`, humanPassphrase: null });
  await expect(createCheckpointSigner(keyring).sign(anyCheckpoint)).rejects.toMatchObject({
    code: "operator-unknown",
  });
});
