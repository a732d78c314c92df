import { fail } from "../../domain/failure.ts";
import type { InstitutionId } from "../../domain/ids.ts";
import type { SkuRow } from "../../domain/kept-records.ts";
import type { Page, PageRequest } from "../../domain/ledger-view.ts";
import type { Principal } from "../../domain/principal.ts";
import { maySee } from "../../domain/visibility.ts";
import type { AnswerPorts } from "./answer-ports.ts";

export type SkusAsked = { readonly institution: InstitutionId; readonly page: PageRequest };

/** An institution's own product numbers, for itself and who watches over it. */
export function answerSkus(
  ports: AnswerPorts,
  principal: Principal,
  { institution: id, page }: SkusAsked,
): Promise<Page<SkuRow>> {
  return ports.reader.view(async (view) => {
    const institution = await view.institution(id);
    if (institution === null || !maySee(principal, [institution])) {
      return fail("not-found", { institution: id });
    }
    return ports.records.skusOf(id, page);
  });
}
