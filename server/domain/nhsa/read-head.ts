import { canonicalNode } from "./canonical-node.ts";
import type { NhsaEnvelope, NhsaFault } from "./message.ts";
import { type NhsaProfile, profileOf } from "./profiles.ts";
import { readEnvelope, wholeEnvelope } from "./read-envelope.ts";
import type { FaultPlace } from "./read-fields.ts";
import { type JsonNode, readJson } from "./read-json.ts";
import { objectAt } from "./read-nodes.ts";

/**
 * What every message has. `body` is null when its fields cannot be looked for; then there are faults. Readers
 * of the body add theirs to the same list.
 */
export type HeadReading<Infno extends string> = {
  /** As far as they could be read, so that an answer can name them. */
  readonly msgid: string | null;
  readonly infno: Infno | null;
  readonly faults: NhsaFault[];
  readonly body: {
    readonly profile: NhsaProfile;
    /** Null beside a told fault of the head. */
    readonly envelope: NhsaEnvelope<Infno> | null;
    readonly input: ReadonlyMap<string, JsonNode>;
    readonly canonicalText: string;
  } | null;
};

export function readHead<Infno extends string>(
  text: string,
  asked: {
    readonly infnoOf: (text: string) => Infno | null;
    readonly profile: NhsaProfile | undefined;
  },
): HeadReading<Infno> {
  const { root, faults: jsonFaults } = readJson(text);
  const faults: NhsaFault[] = jsonFaults.map(({ path, kind, at }) => ({
    path,
    line: null,
    kind,
    facts: { at },
  }));
  const whole: FaultPlace = { path: "", line: null, faults };
  if (root?.is !== "object") {
    if (root !== null) faults.push({ path: "", line: null, kind: "not-an-object", facts: {} });
    return { msgid: null, infno: null, faults, body: null };
  }
  const head = readEnvelope(root.members, whole, asked.infnoOf);
  const { msgid, infno } = head;
  const profile = asked.profile ?? profileOf(head.careArea);
  const sentAtSec = head.sentAtSec(profile);
  const input = objectAt(root.members, "input", whole);
  if (infno === null || input === null) return { msgid, infno, faults, body: null };
  const canonicalText = canonicalNode({
    is: "list",
    items: [
      { is: "text", text: infno },
      { is: "object", members: input },
    ],
  });
  const envelope = wholeEnvelope(head, sentAtSec);
  return { msgid, infno, faults, body: { profile, envelope, input, canonicalText } };
}

/** A message may be wrong in a thousand places; the first ones tell enough. */
export function faultsTold(faults: readonly NhsaFault[]): readonly [NhsaFault, ...NhsaFault[]] {
  const [first, ...others] = faults.slice(0, FAULTS_MAX);
  if (first === undefined) throw new Error("a message refused without a fault");
  return [first, ...others];
}

const FAULTS_MAX = 200;
