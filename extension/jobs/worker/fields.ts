/** Reading values out of JSON that another program wrote: each reader gives the value or throws what is wrong with it. */

export class WrongField extends Error {}

export class Fields {
  private constructor(private readonly values: Readonly<Record<string, unknown>>) {}

  static of(value: unknown, what: string): Fields {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new WrongField(`${what} is no object`);
    return new Fields(value as Record<string, unknown>);
  }

  get(name: string): unknown {
    return this.values[name];
  }

  text(name: string): string {
    const value = this.values[name];
    if (typeof value !== 'string') throw new WrongField(`"${name}" is no text`);
    return value;
  }

  /** "" where the field is absent or null. */
  optionalText(name: string): string {
    return this.values[name] == null ? '' : this.text(name);
  }

  oneOf<T extends string>(name: string, values: readonly T[]): T {
    const value = this.text(name);
    const found = values.find((each) => each === value);
    if (found === undefined) throw new WrongField(`"${name}" is "${value}"`);
    return found;
  }

  /** Finite and not negative. */
  amount(name: string): number {
    const value = this.values[name];
    if (typeof value !== 'number' || !Number.isFinite(value) || value < 0)
      throw new WrongField(`"${name}" is no amount`);
    return value;
  }

  /** A whole amount that fits the schema's uint32; `fallback` where the field is absent, if there is one. */
  count(name: string, fallback?: number): number {
    if (fallback !== undefined && this.values[name] == null) return fallback;
    const value = this.amount(name);
    if (!Number.isInteger(value) || value > 0xffffffff) throw new WrongField(`"${name}" is no count`);
    return value;
  }

  flag(name: string): boolean {
    const value = this.values[name];
    if (typeof value !== 'boolean') throw new WrongField(`"${name}" is neither true nor false`);
    return value;
  }

  list<T>(name: string, read: (item: unknown) => T): T[] {
    const value = this.values[name];
    if (!Array.isArray(value)) throw new WrongField(`"${name}" is no list`);
    return value.map(read);
  }

  objects<T>(name: string, read: (fields: Fields) => T): T[] {
    return this.list(name, (item) => read(Fields.of(item, `an item of "${name}"`)));
  }

  texts(name: string): string[] {
    return this.list(name, (item) => {
      if (typeof item !== 'string') throw new WrongField(`"${name}" holds something that is no text`);
      return item;
    });
  }

  record(name: string): Record<string, unknown> {
    return { ...Fields.of(this.values[name], `"${name}"`).values };
  }
}
