import type { NhsaProfile } from "./profiles.ts";
import { type Fields, fault, isBlank, scalarOf, UNPRINTABLE } from "./read-fields.ts";
import type { JsonNode } from "./read-json.ts";

const TRACE_CODE_CHARS_MAX = 100;
export const TRACE_CODES_MAX = 25_000;

/**
 * The trace codes of a line, in either spelling of the node and of its member; in the older form one code
 * stands on the line itself. A GS1 scan may hold its separator, nothing else that cannot be printed.
 */
export function readTraceCodes(fields: Fields, profile: NhsaProfile): readonly string[] {
  const { place, members } = fields;
  const lists = profile.traceNodes.flatMap((name) => {
    const node = members.get(name);
    return node === undefined || isEmpty(node)
      ? []
      : [{ name, codes: readNode(fields, name, node, profile) }];
  });
  const onLine = profile.traceCodeNames.flatMap((name) => {
    const node = members.get(name);
    return node === undefined || isEmpty(node) ? [] : [readCode(fields, name, node)];
  });
  const [first, ...others] = [...lists.map(({ codes }) => codes), ...(onLine.length > 0 ? [onLine] : [])];
  const isTold = others.every((codes) => codes.every((code) => first?.includes(code)));
  if (!isTold) fault(place, profile.traceNodes[0], "two-spellings");
  return (first ?? []).filter((code) => code !== null);
}

function readNode(fields: Fields, name: string, node: JsonNode, profile: NhsaProfile): (string | null)[] {
  const { place } = fields;
  const items = node.is === "object" ? [node] : node.is === "list" ? node.items : null;
  if (items === null) {
    fault(place, name, "not-a-list");
    return [null];
  }
  if (items.length > TRACE_CODES_MAX) {
    fault(place, name, "too-many", { count: items.length, max: TRACE_CODES_MAX });
    return [null];
  }
  return items.map((item, at) => {
    const path = node.is === "object" ? `${place.path}.${name}` : `${place.path}.${name}[${at}]`;
    const inside = { ...fields, place: { ...place, path } };
    if (item.is !== "object") {
      place.faults.push({ path, line: place.line, kind: "not-an-object", facts: {} });
      return null;
    }
    return readItemCode(inside, item.members, profile);
  });
}

/** The code of one item, in either spelling of its name; null beside a told fault. */
export function readItemCode(
  fields: Pick<Fields, "place">,
  members: ReadonlyMap<string, JsonNode>,
  profile: NhsaProfile,
): string | null {
  const { place } = fields;
  const [spelling, ...others] = profile.traceCodeNames.filter((each) => {
    const member = members.get(each);
    return member !== undefined && !isEmpty(member);
  });
  const member = spelling === undefined ? undefined : members.get(spelling);
  if (spelling === undefined || member === undefined) {
    fault(place, profile.traceCodeNames[0], "missing");
    return null;
  }
  const code = readCode(fields, spelling, member);
  for (const other of others) {
    const second = members.get(other);
    if (second !== undefined && scalarOf(second) !== code) fault(place, other, "two-spellings");
  }
  return code;
}

/** A number would have lost its digits before it came here: 20 of them do not fit one. */
function readCode({ place }: Pick<Fields, "place">, name: string, node: JsonNode): string | null {
  if (node.is !== "text") {
    fault(place, name, "not-text");
    return null;
  }
  if ([...node.text].length > TRACE_CODE_CHARS_MAX) {
    fault(place, name, "too-long", { charsMax: TRACE_CODE_CHARS_MAX });
    return null;
  }
  if (UNPRINTABLE.test(node.text.replaceAll(GROUP_SEPARATOR, "").trim())) {
    fault(place, name, "unprintable");
    return null;
  }
  return node.text;
}

const GROUP_SEPARATOR = "\u001d";

/** Whether a node says nothing: absent in all but name. */
export function isEmpty(node: JsonNode): boolean {
  if (node.is === "list") return node.items.length === 0;
  const text = scalarOf(node);
  return text !== null && isBlank(text);
}
