/** Names of rows: the second of a name is called "name#2". */
export class Names {
  private readonly taken = new Set<string>();
  /** Number to try next, so that a hundred thousand of one name take no longer than others. */
  private readonly next = new Map<string, number>();

  /** `outer`: names of the graph around, which are taken here too. */
  constructor(private readonly outer?: Names) {}

  unique(name: string): string {
    const before = this.taken.size;
    if (!this.outer?.has(name) && this.taken.add(name).size > before) return name;
    let free = name;
    for (let count = this.next.get(name) ?? 2; this.has(free); count++) {
      free = `${name}#${count}`;
      this.next.set(name, count + 1);
    }
    this.taken.add(free);
    return free;
  }

  private has(name: string): boolean {
    return this.taken.has(name) || (this.outer?.has(name) ?? false);
  }
}
