import type { NhsaPerson } from "../message.ts";
import { neededText } from "../read-drug-words.ts";
import type { Fields } from "../read-fields.ts";
import type { InsuredPerson } from "./message.ts";

export function readInsured(fields: Fields): InsuredPerson {
  return {
    person: readPsnNo(fields),
    shown: {
      certificateType: neededText(fields, "mdtrt_cert_type"),
      certificate: fields.text("mdtrt_cert_no"),
    },
    insuranceType: neededText(fields, "insutype"),
    isAccountUsed: neededText(fields, "acct_used_flag") === "1",
  };
}

/** A settlement is always somebody's. */
export function readPsnNo(fields: Fields): NhsaPerson {
  return { scheme: "psn-no", value: neededText(fields, "psn_no") };
}
