// What the API's own documentation says about types and fields. The texts are parsed line by line when they are first
// asked for; whoever needs no prose pays nothing for it.

import { getCatalogue, typeLineNumber } from './builtinCatalogue';
import type { TypeName } from './catalogue';
import { prose } from './generated/prose';

export interface FieldText {
  /** As the API's document has it, the block of possible values included: what `kubectl explain` prints. */
  readonly raw: string;
  /** Without the block of possible values. */
  readonly text: string;
  /** What the document says about each value, where it lists them; `''` where it only names one. */
  readonly valueNotes: ReadonlyMap<string, string>;
}

export interface Descriptions {
  ofType(name: TypeName): string | undefined;
  ofField(type: TypeName, field: string): FieldText | undefined;
}

let loaded: Descriptions | undefined;

/** The texts of the built-in types. Always the same value. */
export function loadDescriptions(): Descriptions {
  loaded ??= makeDescriptions(prose());
  return loaded;
}

interface TypeTexts {
  readonly type: string | undefined;
  readonly fields: ReadonlyMap<string, FieldText>;
}

function makeDescriptions(table: string): Descriptions {
  const starts = lineStarts(table);
  const read = new Map<TypeName, TypeTexts>();
  const textsOf = (name: TypeName): TypeTexts | undefined => {
    const known = read.get(name);
    if (known !== undefined) return known;
    const number = typeLineNumber(name);
    if (number === undefined) return undefined;
    const texts = readTexts(
      name,
      table.slice(starts[number], (starts[number + 1] ?? table.length + 1) - 1),
    );
    read.set(name, texts);
    return texts;
  };
  return {
    ofType: (name) => textsOf(name)?.type,
    ofField: (type, field) => textsOf(type)?.fields.get(field),
  };
}

function lineStarts(table: string): readonly number[] {
  const starts = [0];
  for (let at = table.indexOf('\n'); at >= 0; at = table.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function readTexts(name: TypeName, json: string): TypeTexts {
  const [type, ...texts] = JSON.parse(json) as readonly (string | 0)[];
  const fields = new Map<string, FieldText>();
  for (const [index, field] of (getCatalogue().type(name)?.fields ?? []).entries()) {
    const raw = texts[index];
    if (typeof raw === 'string') fields.set(field.name, splitFieldText(raw));
  }
  return { type: typeof type === 'string' ? type : undefined, fields };
}

const VALUES_HEADING = 'Possible enum values:';

/** Takes the documentation's list of values (one ` - \`"Always"\` means that …` a line) off its prose. */
export function splitFieldText(raw: string): FieldText {
  const at = raw.indexOf(VALUES_HEADING);
  const valueNotes = new Map<string, string>();
  if (at < 0) return { raw, text: raw, valueNotes };
  for (const [, value = '', note = ''] of raw
    .slice(at)
    .matchAll(/^ - `"(.*?)"`(.*(?:\n(?! - `").*)*)/gm)) {
    valueNotes.set(value, note.trim());
  }
  return { raw, text: raw.slice(0, at).trimEnd(), valueNotes };
}
