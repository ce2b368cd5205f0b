/**
 * What a sentence looks like before its facts are known: `Cannot find "<path>"`.
 * The sentence is a function of an error; it is called with an error whose every fact prints as its own name in brackets.
 */

/** Renders a text function with `<name>` for every fact; `undefined` where it decides by a fact and cannot. */
export function templateOf(text: (error: never) => string): string | undefined {
  try {
    // What was computed with a fact instead of printing it, such as a rounded time.
    return text(placeholder("error") as never).replace(/\b(?:NaN|undefined)\b/g, "…");
  } catch {
    return undefined;
  }
}

/** Stands for any value: its properties are placeholders of their names, and calling a method of it changes nothing. */
function placeholder(name: string): unknown {
  const print = (): string => `<${name}>`;
  const target = (): unknown => placeholder(name);
  return new Proxy(target, {
    get: (_, key) => {
      if (key === Symbol.toPrimitive || key === "toString") return print;
      if (key === Symbol.iterator) return () => [placeholder(name)].values();
      if (key === "length") return 1;
      if (key === "join") return print;
      if (typeof key === "symbol" || METHODS.has(key)) return target;
      return placeholder(kebabWord(key));
    },
  });
}

const METHODS: ReadonlySet<string> = new Set([
  "map",
  "filter",
  "slice",
  "sort",
  "toSorted",
  "concat",
  "trim",
  "toFixed",
]);

const kebabWord = (key: string): string => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
