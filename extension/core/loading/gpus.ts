/** Compute capabilities of GPUs by their names (developer.nvidia.com/cuda/gpus), for machines whose driver is not asked. */

interface GpuFamily {
  readonly capability: string;
  /** Matches the name as the driver gives it: "NVIDIA GeForce RTX 4090 Laptop GPU", "Tesla T4". */
  readonly pattern: RegExp;
  /** What people call it. */
  readonly title: string;
}

/** From the newest. What is listed first wins: "RTX 6000 Ada" before "RTX 6000". */
export const GPU_FAMILIES: readonly GpuFamily[] = [
  { capability: '12.1', pattern: /\bGB10\b|DGX Spark/i, title: 'DGX Spark (GB10)' },
  {
    capability: '12.0',
    pattern: /RTX PRO \d+\w* Blackwell|\bRTX 50[5-9]0\b/i,
    title: 'GeForce RTX 50, RTX PRO Blackwell',
  },
  { capability: '10.3', pattern: /\b(G?B300)\b/i, title: 'B300, GB300' },
  { capability: '10.0', pattern: /\b(G?B200)\b/i, title: 'B200, GB200' },
  { capability: '9.0', pattern: /\b(G?H[12]00|H20|H800|H100\w*)\b/i, title: 'H100, H200, GH200' },
  {
    capability: '8.9',
    pattern: /\b(L4|L40S?|L20)\b|\bAda\b|\bRTX 40[5-9]0\b/i,
    title: 'GeForce RTX 40, L4, L40S, RTX Ada',
  },
  { capability: '8.7', pattern: /\bOrin\b/i, title: 'Jetson Orin' },
  {
    capability: '8.6',
    pattern: /\b(A2|A10G?|A16|A40)\b|\bRTX 30[5-9]0\b|\bRTX A\d{3,4}\b/i,
    title: 'GeForce RTX 30, A10, A40, RTX A',
  },
  { capability: '8.0', pattern: /\b(A100|A30|A800)\b/i, title: 'A100, A30' },
  {
    capability: '7.5',
    pattern: /\bT4\b|\bRTX 20[678]0\b|\bGTX 16[56]0\b|\bQuadro RTX\b|\bT\d00\b/i,
    title: 'T4, GeForce RTX 20',
  },
  { capability: '7.0', pattern: /\bV100\b/i, title: 'V100' },
];

/** "9.0" for "NVIDIA H200"; undefined for a GPU that is not in the list. */
export function capabilityOfGpu(name: string): string | undefined {
  return GPU_FAMILIES.find(({ pattern }) => pattern.test(name))?.capability;
}
