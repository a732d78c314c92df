import {
  NHSA_KINDS,
  type NhsaEnvelope,
  type NhsaFaultKind,
  type NhsaInfno,
  type NhsaKind,
} from "./message.ts";
import { isStatable, timeOf } from "./message-times.ts";
import type { NhsaProfile } from "./profiles.ts";
import { type FaultPlace, fault, isBlank, scalarOf, UNPRINTABLE } from "./read-fields.ts";
import type { JsonNode } from "./read-json.ts";

const MSGID_CHARS_MAX = 40;
const INSTITUTION_CHARS_MAX = 32;

/** Head of the message as it stands; `null` beside a told fault, or where the field may be absent. */
export type EnvelopeReading<Infno extends string> = {
  readonly infno: Infno | null;
  readonly msgid: string | null;
  readonly careArea: string | null;
  readonly insuredArea: string | null;
  readonly institutionCode: string | null;
  /** Needs the zone of the profile, which the area chooses. */
  readonly sentAtSec: (profile: NhsaProfile) => number | null;
};

/** `infnoOf` knows the numbers of the messages that are read here; null for any other text. */
export function readEnvelope<Infno extends string>(
  root: ReadonlyMap<string, JsonNode>,
  place: FaultPlace,
  infnoOf: (text: string) => Infno | null,
): EnvelopeReading<Infno> {
  const read = (name: string, check: (text: string) => NhsaFaultKind | null): string | null => {
    const node = root.get(name);
    const text = node === undefined ? "" : scalarOf(node);
    if (text !== null && isBlank(text)) return null;
    const kind = text === null ? "not-text" : check(text);
    if (kind === null) return text;
    fault(place, name, kind);
    return null;
  };
  const needed = (name: string, check: (text: string) => NhsaFaultKind | null): string | null => {
    const faultCount = place.faults.length;
    const text = read(name, check);
    if (text === null && place.faults.length === faultCount) fault(place, name, "missing");
    return text;
  };
  const isArea = (text: string): NhsaFaultKind | null => (/^[0-9]{6}$/.test(text) ? null : "not-an-area");
  const infno = needed("infno", (text) => (infnoOf(text) === null ? "unknown-value" : null));
  return {
    infno: infno === null ? null : infnoOf(infno),
    msgid: needed("msgid", plainWord(MSGID_CHARS_MAX)),
    careArea: needed("mdtrtarea_admvs", isArea),
    insuredArea: read("insuplc_admdvs", isArea),
    institutionCode: needed("fixmedins_code", plainWord(INSTITUTION_CHARS_MAX)),
    sentAtSec: ({ zone }) => {
      const text = needed("inf_time", (written) => {
        const time = timeOf(written, zone);
        if (time === null) return "not-a-time";
        return isStatable(time.day) ? null : "out-of-range";
      });
      return text === null ? null : (timeOf(text, zone)?.atSec ?? null);
    },
  };
}

/** The envelope of a message in which nothing is wrong; null otherwise. */
export function wholeEnvelope<Infno extends string>(
  reading: EnvelopeReading<Infno>,
  sentAtSec: number | null,
): NhsaEnvelope<Infno> | null {
  const { infno, msgid, careArea, insuredArea, institutionCode } = reading;
  if (infno === null || msgid === null || careArea === null || institutionCode === null) return null;
  return sentAtSec === null ? null : { infno, msgid, careArea, insuredArea, institutionCode, sentAtSec };
}

export function kindOf(infno: NhsaInfno): { readonly kind: NhsaKind; readonly isBatch: boolean } {
  const isBatch = infno.endsWith("A");
  const kind = NHSA_KINDS.find((each) => infno.startsWith(each)) ?? "3505";
  return { kind, isBatch };
}

/** The number of a stock message, plain or A; null for any other text. */
export function stockInfnoOf(text: string): NhsaInfno | null {
  for (const kind of NHSA_KINDS) {
    if (text === kind) return kind;
    if (text === `${kind}A`) return `${kind}A`;
  }
  return null;
}

function plainWord(charsMax: number): (text: string) => NhsaFaultKind | null {
  return (text) => {
    if (text.length > charsMax) return "too-long";
    return UNPRINTABLE.test(text) || !/^[\x21-\x7e]+$/.test(text) ? "unprintable" : null;
  };
}
