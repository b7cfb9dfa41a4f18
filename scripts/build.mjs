// Bundles into dist/, from scripts. Imported late: esbuild is there only once the dependencies are.
export async function build(options) {
  const { bundle } = await import('../esbuild.mjs');
  return bundle(options);
}
