// Figures as a table in Markdown, as they are recorded, written row by row: minutes may lie between two.

export const row = (cells) => `| ${cells.join(' | ')} |\n`;

/** The first row, and the line below it. */
export const head = (cells) => row(cells) + row(cells.map(() => '---'));
