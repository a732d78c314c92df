import { checkDigitOf, gtin14Of } from "./gtin.ts";
import { damaged, type ScanReading } from "./trace-code-form.ts";
import { readElements } from "./trace-code-gs1.ts";

/** Words that older links write for the numbers. */
const NAMES: Readonly<Record<string, string>> = { gtin: "01", cpv: "22", lot: "10", ser: "21", sscc: "00" };

/** Key qualifiers of a GTIN in the order in which a Digital Link may name them. */
const QUALIFIERS = ["22", "10", "21"];

/** A GS1 Digital Link at any host: `https://id.gs1.org/01/{gtin}/21/{serial}?17=280430&10=LOT`. */
export function readDigitalLink(text: string): ScanReading | null {
  const match = /^(https?):\/\/([^/?#]+)(\/[^?#]*)(?:\?([^#]*))?(?:#.*)?$/i.exec(text);
  if (match === null) return null;
  const [, scheme = "", host = "", path = "", query = ""] = match;
  // A code printed in capitals throughout is lawful; capitals before small letters are a keyboard's CAPS
  // LOCK.
  const isShouted = scheme === scheme.toUpperCase() && host === host.toUpperCase() && /[A-Z]/.test(host);
  if (isShouted && /[a-z]/.test(path)) return damaged("caps-lock");
  const elements = readPath(path);
  if (elements === null) return damaged("gs1-malformed");
  for (const pair of query.split("&")) {
    const [identifier = "", value = ""] = pair.split("=");
    if (identifier !== "10" && identifier !== "17") continue;
    const decoded = percentDecoded(value);
    if (decoded === null || elements.has(identifier)) return damaged("gs1-malformed");
    elements.set(identifier, decoded);
  }
  return readElements(elements);
}

/**
 * `urn:epc:id:sgtin:{company prefix}.{indicator and item}.{serial}`; the point shows how long the prefix is.
 */
export function readEpcUrn(text: string): ScanReading | null {
  if (!/^urn:epc:/i.test(text)) return null;
  if (!text.startsWith("urn:epc:")) return damaged("caps-lock");
  if (text.startsWith("urn:epc:id:sscc:")) return readSsccUrn(text);
  // A class of packs, or all packs of a product: no single one.
  if (/^urn:epc:(?:class:lgtin|idpat:sgtin):/.test(text)) return damaged("product-barcode");
  const match = /^urn:epc:(?:id:sgtin:|tag:sgtin-[0-9]+:[0-7]\.)([0-9]+)\.([0-9]+)\.(.+)$/.exec(text);
  if (match === null) return damaged("gs1-malformed");
  const [, company = "", item = "", serial = ""] = match;
  if (company.length < 6 || company.length > 12 || company.length + item.length !== 13) {
    return damaged("company-prefix");
  }
  const body = `${item.slice(0, 1)}${company}${item.slice(1)}`;
  const decoded = percentDecoded(serial);
  if (decoded === null) return damaged("gs1-malformed");
  return readElements(
    new Map([
      ["01", `${body}${checkDigitOf(body)}`],
      ["21", decoded],
    ]),
  );
}

/** The extension digit stands before the company in the number and behind the point in the URN. */
function readSsccUrn(text: string): ScanReading {
  const [, company = "", rest = ""] = /^urn:epc:id:sscc:([0-9]+)\.([0-9]+)$/.exec(text) ?? [];
  if (company.length < 6 || company.length > 12 || company.length + rest.length !== 17) {
    return damaged("company-prefix");
  }
  const body = `${rest.slice(0, 1)}${company}${rest.slice(1)}`;
  return readElements(new Map([["00", `${body}${checkDigitOf(body)}`]]));
}

function readPath(path: string): Map<string, string> | null {
  const parts = path
    .replace(/\/$/, "")
    .split("/")
    .map((part) => NAMES[part] ?? part);
  const label = parts.findIndex((part, at) => part === "00" && /^\d{18}$/.test(parts[at + 1] ?? ""));
  if (label !== -1) return new Map([["00", parts[label + 1] ?? ""]]);
  const start = parts.findIndex(
    (part, at) => part === "01" && /^(\d{8}|\d{12,14})$/.test(parts[at + 1] ?? ""),
  );
  if (start === -1) return null;
  const elements = new Map([["01", gtin14Of(parts[start + 1] ?? "")]]);
  let order = -1;
  for (let at = start + 2; at < parts.length; at += 2) {
    const identifier = parts[at] ?? "";
    const value = percentDecoded(parts[at + 1] ?? "");
    const place = QUALIFIERS.indexOf(identifier);
    if (place <= order || value === null || value === "") return null;
    order = place;
    elements.set(identifier, value);
  }
  return elements;
}

/** Only ASCII can stand in these fields, so each escape is one character; null when an escape is broken. */
function percentDecoded(text: string): string | null {
  if (!/^(?:[^%]|%[0-7][0-9A-Fa-f])*$/.test(text)) return null;
  return text.replace(/%([0-7][0-9A-Fa-f])/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
