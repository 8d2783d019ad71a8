// Takes the plain value of a scenario file apart. What is not as it should be is noted with its path; the rest counts.
import type { FieldPath } from '../../schema/catalogue';
import { parseGoDuration } from '../../schema/duration';
import { parseQuantity, wholeValue, ZERO } from '../../schema/quantity';
import type { SimTime } from '../kernel/time';

export interface ScenarioFinding {
  readonly path: FieldPath;
  readonly message: string;
}

export type Fields = Readonly<Record<string, unknown>>;

/** Reads values and notes what is not as it should be. */
export class Reader {
  readonly findings: ScenarioFinding[] = [];

  note(path: FieldPath, message: string): undefined {
    this.findings.push({ path, message });
    return undefined;
  }

  map(value: unknown, path: FieldPath): Fields {
    if (value === undefined || value === null) return {};
    if (typeof value === 'object' && !Array.isArray(value)) return value as Fields;
    this.note(path, 'expected a map');
    return {};
  }

  list(value: unknown, path: FieldPath): readonly unknown[] {
    if (value === undefined || value === null) return [];
    if (Array.isArray(value)) return value;
    this.note(path, 'expected a list');
    return [];
  }

  text(value: unknown, path: FieldPath): string | undefined {
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    return this.note(path, 'expected a word');
  }

  number(value: unknown, path: FieldPath): number | undefined {
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    return this.note(path, 'expected a number');
  }

  /** Milliseconds; a plain number counts seconds. */
  duration(value: unknown, path: FieldPath): SimTime | undefined {
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'number' && value >= 0) return Math.round(value * 1000);
    const ms = typeof value === 'string' ? parseGoDuration(value) : undefined;
    if (ms !== undefined && ms >= 0) return Math.round(ms);
    return this.note(path, 'expected a duration such as 30s or 1m30s');
  }

  bytes(value: unknown, path: FieldPath): number | undefined {
    if (value === undefined || value === null) return undefined;
    const bytes = wholeValue(parseQuantity(value).quantity ?? ZERO);
    if (bytes > 0) return bytes;
    return this.note(path, 'expected an amount such as 10Mi');
  }

  known(map: Fields, names: readonly string[], path: FieldPath): void {
    for (const key of Object.keys(map))
      if (!names.includes(key))
        this.note([...path, key], `unknown field "${key}"; known are ${names.join(', ')}`);
  }
}
