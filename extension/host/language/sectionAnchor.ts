/** Finding a section of docs/findings.md. */

/** Anchor of the heading over the first line that has `code` in code marks, as Markdown previews make it; "" without. */
export function sectionAnchor(markdown: string, code: string): string {
  let heading = '';
  for (const line of markdown.split('\n')) {
    if (line.startsWith('#')) heading = line.replace(/^#+\s*/, '');
    else if (line.includes(`\`${code}\``)) return anchorOf(heading);
  }
  return '';
}

/** As GitHub and VS Code: lower case, blanks as dashes, without punctuation. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .trim()
    .replaceAll(/\s+/g, '-')
    .replaceAll(/[^\p{Letter}\p{Number}_-]/gu, '');
}
