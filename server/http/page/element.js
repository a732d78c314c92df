/** An element with attributes and children; text is always text, never markup. */
export function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) made.setAttribute(key, value);
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** An instant of the server in the reader's own zone, to the minute; the server's words stay beside it. */
export function timeElement(instant, isChinese) {
  const shown = new Intl.DateTimeFormat(isChinese ? "zh-CN" : "en-GB", {
    dateStyle: "medium",
    timeStyle: "short",
  });
  return element("time", { datetime: instant, title: instant }, shown.format(new Date(instant)));
}
