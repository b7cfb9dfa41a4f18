/** Text in columns. */

/** Rows of equal length; all columns but the last are padded. Columns named in `right` are set to the right. */
export function table(rows: readonly (readonly string[])[], indent = '', right: readonly number[] = []): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    `${indent}${row
      .map((cell, column) => {
        if (right.includes(column)) return cell.padStart(widths[column]!);
        return column === row.length - 1 ? cell : cell.padEnd(widths[column]!);
      })
      .join('  ')}`.trimEnd(),
  );
}

/** Text broken at spaces; lines after the first start with `indent`. */
export function wrap(text: string, width: number, indent: string): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!;
    if (line !== '' && line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.join(`\n${indent}`);
}
