/** Tells when VS Code gives the page another theme: it then changes classes and variables of body and root. */
export function onThemeChange(page: Document, listener: () => void): void {
  let waiting = false;
  const observer = new MutationObserver(() => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      listener();
    });
  });
  observer.observe(page.body, { attributes: true, attributeFilter: ['class'] });
  observer.observe(page.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
}
