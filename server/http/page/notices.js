import { element } from "./element.js";
import { problemElement } from "./story.js";
import { word } from "./words.js";

/** What stands in a place that has nothing to show yet, or could not get it. */
export function noticeElement(result, subject = "claim-code") {
  if (result.kind === "problem") return problemElement(result.problem, subject);
  if (result.kind === "unreachable")
    return element("p", { class: "card problem", role: "alert" }, word("noServer"));
  return element("p", { class: "notice" }, word(result.kind));
}

export function factsElement(facts) {
  const known = facts.filter(([, value]) => value !== null && value !== undefined && value !== "");
  return element(
    "dl",
    { class: "facts" },
    ...known.map(([name, value]) =>
      element("div", {}, element("dt", {}, word(name)), element("dd", {}, value)),
    ),
  );
}
