import { describe, expect, it, vi } from 'vitest';

vi.mock('vscode', () => ({
  env: { language: 'de' },
  Uri: { joinPath: (...parts: readonly unknown[]) => parts.join('/') },
}));
const { pageHtml } = await import('../../../extension/host/webviews/html');

const WEBVIEW = { cspSource: 'vscode:', asWebviewUri: (uri: unknown) => uri };
const pageOf = (title: string): string => pageHtml(WEBVIEW as never, 'extension' as never, 'program', title);

describe('the page of a webview', () => {
  it('has the name of a file as text, whatever is in it', () => {
    const page = pageOf('</title><script>a & b.trtlens');
    expect(page).toContain('<title>&#60;/title>&#60;script>a &#38; b.trtlens</title>');
    expect(page.match(/<script/g)).toHaveLength(1);
  });

  it('says that its words are English, whatever VS Code speaks', () => {
    expect(pageOf('x')).toContain('<html lang="en">');
  });
});
