/** Where the focus goes when what has it is taken away: by itself it would be nowhere, and the next key with it. */

/** Changes what is in `root`. Where that takes away what has the focus, `lost` gives it to something else. */
export function keepFocus(root: HTMLElement, change: () => void, lost = (): void => focusHeading(root)): void {
  const before = document.activeElement;
  const isInside = before !== root && root.contains(before);
  change();
  if (isInside && (document.activeElement ?? document.body) === document.body) lost();
}

/** To the first heading of what is in `root` that is shown. */
export function focusHeading(root: HTMLElement): void {
  const heading = [...root.querySelectorAll<HTMLElement>('h1, h2')].find((each) => each.checkVisibility());
  const target = heading ?? root;
  if (!target.hasAttribute('tabindex')) target.tabIndex = -1;
  target.focus({ preventScroll: true });
}

/** Makes `children` what is in `parent`; those that are there already are left alone, and so is the focus in them. */
export function keepChildren(parent: HTMLElement, children: readonly HTMLElement[]): void {
  for (const child of [...parent.children]) if (!children.some((each) => each === child)) child.remove();
  children.forEach((child, at) => {
    if (parent.children[at] !== child) parent.insertBefore(child, parent.children[at] ?? null);
  });
}
