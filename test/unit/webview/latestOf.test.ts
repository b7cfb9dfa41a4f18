import { describe, expect, it } from 'vitest';
import { LatestOf } from '../../../webview/program/worker/latestOf';

describe('of requests that come together', () => {
  it('the last is done, and each of the others is told', () => {
    const [done, told, waiting]: [string[], string[], (() => void)[]] = [[], [], []];
    const latest = new LatestOf<string>(
      (message) => done.push(message),
      (message) => told.push(message),
      (callback) => waiting.push(callback),
    );
    for (const message of ['s', 'so', 'sof']) latest.add(message);
    expect([done, told, waiting.length]).toEqual([[], ['s', 'so'], 1]);
    waiting.shift()!();
    latest.add('soft');
    waiting.shift()!();
    expect([done, told]).toEqual([
      ['sof', 'soft'],
      ['s', 'so'],
    ]);
  });
});
