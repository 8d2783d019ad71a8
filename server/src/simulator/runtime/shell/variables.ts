export interface Variable {
  readonly value: string;
  readonly exported: boolean;
  readonly readOnly: boolean;
  /** Elements of an array; `value` is then the first. */
  readonly elements?: readonly string[];
}

function isSameVariable(a: Variable, b: Variable): boolean {
  return (
    a === b ||
    (a.value === b.value &&
      a.exported === b.exported &&
      a.readOnly === b.readOnly &&
      a.elements?.join('\0') === b.elements?.join('\0'))
  );
}

/** A value that grows without end is cut here, so that `x=$x$x` cannot eat the memory. */
const MAX_LENGTH = 1_000_000;

/** A shell's variables, and the environment that its children get. */
export class Variables {
  private all: Map<string, Variable>;
  /** Another shell looks at the same map: it is copied before the next change. */
  private shared = false;
  private environment: ReadonlyMap<string, string> | undefined;

  constructor(all: Map<string, Variable>) {
    this.all = all;
  }

  static ofEnvironment(env: ReadonlyMap<string, string>): Variables {
    const all = new Map<string, Variable>();
    for (const [name, value] of env) all.set(name, { value, exported: true, readOnly: false });
    return new Variables(all);
  }

  copy(): Variables {
    const copy = new Variables(this.all);
    copy.environment = this.environment;
    copy.shared = true;
    this.shared = true;
    return copy;
  }

  equals(other: Variables): boolean {
    if (this.all === other.all) return true;
    if (this.all.size !== other.all.size) return false;
    for (const [name, variable] of this.all) {
      const same = other.all.get(name);
      if (same === undefined || !isSameVariable(variable, same)) return false;
    }
    return true;
  }

  private own(): Map<string, Variable> {
    if (this.shared) {
      this.all = new Map(this.all);
      this.shared = false;
    }
    return this.all;
  }

  get(name: string): string | undefined {
    return this.all.get(name)?.value;
  }

  elements(name: string): readonly string[] | undefined {
    const variable = this.all.get(name);
    return variable?.elements ?? (variable === undefined ? undefined : [variable.value]);
  }

  has(name: string): boolean {
    return this.all.has(name);
  }

  /** @returns false when the variable is read-only */
  set(name: string, value: string, exported = false): boolean {
    const known = this.all.get(name);
    if (known?.readOnly === true) return false;
    const kept = value.length > MAX_LENGTH ? value.slice(0, MAX_LENGTH) : value;
    const isExported = exported || known?.exported === true;
    this.own().set(name, { value: kept, exported: isExported, readOnly: false });
    if (isExported) this.environment = undefined;
    return true;
  }

  setElements(name: string, elements: readonly string[]): boolean {
    const known = this.all.get(name);
    if (known?.readOnly === true) return false;
    this.own().set(name, {
      value: elements[0] ?? '',
      elements: elements.slice(0, 10_000),
      exported: known?.exported ?? false,
      readOnly: false,
    });
    return true;
  }

  export(name: string): void {
    const known = this.all.get(name) ?? { value: '', exported: false, readOnly: false };
    this.own().set(name, { ...known, exported: true });
    this.environment = undefined;
  }

  freeze(name: string): void {
    const known = this.all.get(name) ?? { value: '', exported: false, readOnly: false };
    this.own().set(name, { ...known, readOnly: true });
  }

  /** @returns false when the variable is read-only */
  unset(name: string): boolean {
    const known = this.all.get(name);
    if (known?.readOnly === true) return false;
    if (known?.exported === true) this.environment = undefined;
    this.own().delete(name);
    return true;
  }

  /** For `local`: what a name was, to be put back later. */
  save(name: string): Variable | undefined {
    return this.all.get(name);
  }

  restore(name: string, saved: Variable | undefined): void {
    if (saved === undefined) this.own().delete(name);
    else this.own().set(name, saved);
    this.environment = undefined;
  }

  names(): readonly string[] {
    return [...this.all.keys()].sort();
  }

  /** What children get; the same value until an exported variable changes. */
  toEnvironment(): ReadonlyMap<string, string> {
    if (this.environment === undefined) {
      const environment = new Map<string, string>();
      for (const [name, variable] of this.all) {
        if (variable.exported) environment.set(name, variable.value);
      }
      this.environment = environment;
    }
    return this.environment;
  }
}
