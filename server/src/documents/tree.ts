// The located form of one YAML or JSON document: what every feature reads. It is made from indentation and text
// (parseTree.ts), so that it stands while the text is half typed; what the text means to Kubernetes as a value is
// the business of yamlValue.ts. All offsets count from the beginning of the document's own text.

/** A stretch of text, `end` not included. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export type YamlNode = YamlMap | YamlSequence | YamlScalar;

export interface YamlMap extends Span {
  readonly kind: 'map';
  /** Written with braces. */
  readonly flow: boolean;
  /** Column of the keys; of the brace when `flow`. */
  readonly indent: number;
  readonly entries: readonly YamlEntry[];
  /** False while the closing brace is missing. */
  readonly closed: boolean;
}

export interface YamlEntry extends Span {
  readonly key: YamlScalar;
  /** Offset of the colon; absent for a half-typed key. */
  readonly colon: number | undefined;
  readonly value: YamlNode | undefined;
}

export interface YamlSequence extends Span {
  readonly kind: 'sequence';
  readonly flow: boolean;
  /** Column of the dashes; of the bracket when `flow`. */
  readonly indent: number;
  readonly items: readonly YamlItem[];
  readonly closed: boolean;
}

/** `start` is the dash, or the beginning of the value in a flow sequence. */
export interface YamlItem extends Span {
  readonly value: YamlNode | undefined;
}

export interface YamlScalar extends Span {
  readonly kind: 'scalar';
  readonly style: 'plain' | 'single' | 'double' | 'block' | 'alias' | 'template';
  /** What stands there, quotes and escapes resolved; empty for a block scalar, whose text nobody asks the tree for. */
  readonly text: string;
  /** False while the closing quote is missing. */
  readonly closed: boolean;
}

export interface YamlTree {
  readonly root: YamlNode | undefined;
  /** In the order of the text. */
  readonly comments: readonly Span[];
  readonly anchors: ReadonlyMap<string, YamlNode>;
  /** `{{ … }}` stands where YAML would have structure or an unquoted value: a Helm or Go template. */
  readonly isTemplate: boolean;
  /** Git's conflict markers are in the text. */
  readonly isConflicted: boolean;
}

/** The entry of `key` in a map, the last one where a key is repeated, as the API server takes it. */
export function entryOf(node: YamlNode | undefined, key: string): YamlEntry | undefined {
  if (node?.kind !== 'map') return undefined;
  return node.entries.findLast((entry) => entry.key.text === key);
}

/** The text of a scalar that is known without resolving anything; undefined for everything else. */
export function scalarText(node: YamlNode | undefined): string | undefined {
  if (node?.kind !== 'scalar' || node.style === 'alias' || node.style === 'block') return undefined;
  return node.text;
}

/** Whether an offset lies in the span, its end included: where a cursor may stand and still mean it. */
export function touches(span: Span, offset: number): boolean {
  return span.start <= offset && offset <= span.end;
}
