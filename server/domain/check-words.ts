import type { Sentence } from "./answers.ts";
import type { CheckAnswer } from "./scan-answers.ts";

/** What somebody with the box in hand should know first, in a sentence or two. */
export function checkWords(box: Omit<CheckAnswer, "words" | "asOf" | "code">): Sentence {
  const sentences = [verdictOf(box), ...warningsOf(box)];
  return {
    chinese: sentences.map(({ chinese }) => chinese).join(""),
    english: sentences.map(({ english }) => english).join(" "),
  };
}

type Box = Parameters<typeof checkWords>[0];

function verdictOf({ isKnown, receipt }: Box): Sentence {
  if (!isKnown) {
    return {
      chinese: "账本上没有这个追溯码：它可能还没有登记，也可能不是真的。请问售药处。",
      english: "This code is not on the ledger: not entered yet, or not genuine. Ask where you bought it.",
    };
  }
  if (receipt === null) {
    return {
      chinese: "账本上有这个追溯码，以下是盒上应印的内容。要核对是不是卖给您的这一盒，请输入小票上的凭证码。",
      english:
        "The code is on the ledger; below is what the box should say. " +
        "To check that it is the one you were given, " +
        "enter the token on your receipt.",
    };
  }
  if (receipt.isReversed) {
    return {
      chinese: "这张小票上的这盒药已经退回。",
      english: "This pack of your receipt was brought back.",
    };
  }
  return receipt.provenance === "maker"
    ? {
        chinese: "这盒药由生产企业登记，就是这张小票发给您的。",
        english: "Its maker put this pack on the ledger, and this receipt handed it to you.",
      }
    : {
        chinese: "这盒药就是这张小票发给您的；它是申报的旧库存，没有生产企业的追溯。",
        english:
          "This receipt handed it to you; it is older stock that was declared, without its maker's trace.",
      };
}

function warningsOf({ isRecalled, isExpired, receipt }: Box): Sentence[] {
  const warnings: Sentence[] = [];
  if (isRecalled) {
    warnings.push({
      chinese: "此批次已被召回：请不要使用，带回售药处。",
      english: "The batch was recalled: do not use it, take it back to where you got it.",
    });
  }
  if (isExpired)
    warnings.push({ chinese: "已过有效期：请不要使用。", english: "It has expired: do not use it." });
  if (receipt?.isContested === true) {
    warnings.push({
      chinese: "另有一份清单也声称此追溯码：请告知医保局。",
      english: "Another manifest claims the same code: tell the bureau.",
    });
  }
  return warnings;
}
