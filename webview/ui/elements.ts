/** Small typed helpers that make elements. Text always goes in as text nodes: what a file says is never read as HTML. */

export type Child = Node | string | undefined | false;
type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

export function html<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  return fill(document.createElement(tag), attributes, children);
}

export function svg<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[Tag] {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);
}

/** Text that is cut with an ellipsis by the style sheet where it does not fit, and shows in full on hover. */
export function cutText(text: string, className = ''): HTMLElement {
  return html('span', { class: `cut ${className}`.trim(), title: text }, text);
}

/** A real button that looks like a link. */
export function linkButton(text: string, listener: () => void, title = text): HTMLButtonElement {
  const element = html('button', { type: 'button', class: 'link cut', title }, text);
  element.addEventListener('click', listener);
  return element;
}

function fill<E extends Element>(element: E, attributes: Attributes, children: readonly Child[]): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.filter((child): child is Node | string => child !== undefined && child !== false));
  return element;
}
