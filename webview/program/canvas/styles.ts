/** How boxes and lines look, by what they are; colours by name, which a theme gives their values. */

/** Colours of the page, and those of overlays. A name with "Tint" is that colour thinly over the background. */
export type ColourName = string;

/** Width of the stripe at the left edge of a box, in pixels at a zoom of 100 %. */
export const STRIPE = 4;

export type Pattern =
  | 'plain'
  | 'rising'
  | 'falling'
  | 'cross'
  | 'grid'
  | 'level'
  | 'dashes'
  | 'upright'
  | 'chevrons'
  | 'bricks'
  | 'pluses'
  | 'squares'
  | 'dots';

export interface BoxStyle {
  readonly name: string;
  /** Small and its own: batches are found by it. */
  readonly number: number;
  readonly fill: ColourName | undefined;
  readonly stroke: ColourName | undefined;
  /** Pixels on the screen. */
  readonly strokeWidth: number;
  readonly dash: readonly number[];
  /** Pixels at a zoom of 100 %. */
  readonly radius: number;
  readonly pattern: Pattern;
  readonly patternColour: ColourName;
  /** Of the stripe at the left edge. */
  readonly stripe: ColourName | undefined;
  /** 1, or less for what is not meant while something else is. */
  readonly opacity: number;
}

export interface LineStyle {
  readonly name: string;
  readonly rank: number;
  readonly colour: ColourName;
  /** Pixels on the screen. */
  readonly width: number;
  readonly dash: readonly number[];
  readonly arrow: boolean;
  readonly opacity: number;
}

/** What a box is. `speck`: too small on the screen for a border. Under a closed fold are two cards. */
export type Role =
  | 'block'
  | 'openBlock'
  | 'group'
  | 'openGroup'
  | 'fold'
  | 'card'
  | 'lastCard'
  | 'node'
  | 'speck'
  | 'end'
  | 'pill'
  | 'badge';

/** What an overlay says of a box. */
export interface Tone {
  readonly colour: ColourName;
  readonly pattern: Pattern;
}

export const NEUTRAL: Tone = { colour: 'neutral', pattern: 'plain' };
/** Of a group whose operations are in several categories. No category has its pattern, nor that of what is not known. */
export const SEVERAL: Tone = { colour: 'mixed', pattern: 'squares' };
export const NOT_KNOWN: Tone = { colour: 'neutral', pattern: 'dots' };

/** Opacity of what is not lit while something else is. */
const FAINT = 0.28;

export class Styles {
  private readonly known = new Map<string, BoxStyle>();

  /** `bad`: an operation that TensorRT does not take, an engine that failed. */
  box(role: Role, tone: Tone, { bad = false, faint = false } = {}): BoxStyle {
    const name = `${role} ${tone.colour} ${tone.pattern} ${bad ? 'bad' : ''} ${faint ? 'faint' : ''}`;
    let style = this.known.get(name);
    if (!style) {
      const number = this.known.size;
      style = { name, number, ...lookOf(role, tone, bad), opacity: faint ? FAINT : 1 };
      this.known.set(name, style);
    }
    return style;
  }

  line(kind: keyof typeof LINES, faint = false): LineStyle {
    return (faint ? FAINT_LINES : LINES)[kind];
  }

  mark(kind: keyof typeof MARKS): BoxStyle {
    return MARKS[kind];
  }
}

type Look = Omit<BoxStyle, 'name' | 'number' | 'opacity'>;

const PLAIN: Look = {
  fill: 'back',
  stroke: 'border',
  strokeWidth: 1,
  dash: [],
  radius: 4,
  pattern: 'plain',
  patternColour: 'border',
  stripe: undefined,
};
const DASHES = [7, 3];

function lookOf(role: Role, tone: Tone, bad: boolean): Look {
  const { colour, pattern } = tone;
  const isNeutral = colour === 'neutral';
  // What runs in PyTorch, whatever else has a pattern.
  const dash = colour === 'torch' ? DASHES : [];
  const toned: Look = { ...PLAIN, fill: isNeutral ? 'back' : `${colour}Tint`, pattern, patternColour: colour };
  switch (role) {
    case 'block':
    case 'openBlock':
      return {
        ...toned,
        stroke: bad ? 'bad' : isNeutral ? 'line' : colour,
        strokeWidth: bad ? 2 : 1,
        dash,
        radius: 6,
        stripe: isNeutral ? 'dim' : colour,
        // What is in an open block is read on it.
        pattern: role === 'openBlock' ? 'plain' : pattern,
      };
    case 'group':
    case 'fold':
      return { ...toned, radius: 6, stripe: isNeutral ? undefined : colour, ...(bad && { stroke: 'torch' }) };
    case 'card':
    case 'lastCard':
      return { ...toned, radius: 6, pattern: 'plain' };
    case 'openGroup':
      return { ...toned, fill: 'inner', radius: 6, pattern: 'plain', stroke: bad ? 'torch' : 'frame' };
    case 'node':
      return {
        ...toned,
        fill: isNeutral ? 'back' : `${colour}Faint`,
        stroke: bad ? 'torch' : 'border',
        stripe: isNeutral ? undefined : colour,
      };
    case 'speck':
      // Too small for a pattern: what has one is stronger, which costs a frame nothing.
      return { ...PLAIN, fill: bad ? 'torch' : speckColour(tone), stroke: undefined, radius: 0 };
    case 'end':
      return { ...PLAIN, radius: 14 };
    case 'pill':
      return { ...PLAIN, stroke: 'torch', radius: 15 };
    case 'badge':
      return { ...PLAIN, fill: 'badge', stroke: undefined, radius: 8 };
  }
}

function speckColour({ colour, pattern }: Tone): ColourName {
  if (colour === 'neutral') return 'speck';
  return pattern === 'plain' ? `${colour}Speck` : `${colour}StrongSpeck`;
}

const LINE: LineStyle = { name: 'edge', rank: 0, colour: 'edge', width: 1.3, dash: [], arrow: true, opacity: 1 };

const LINES = {
  edge: LINE,
  tie: { ...LINE, name: 'tie', colour: 'torch', dash: [4, 3], arrow: false, rank: 1 },
  sign: { ...LINE, name: 'sign', colour: 'text', width: 1.4, arrow: false, rank: 3 },
  cross: { ...LINE, name: 'cross', colour: 'torch', width: 1.6, arrow: false, rank: 3 },
  hot: { ...LINE, name: 'hot', colour: 'link', width: 2.2, rank: 4 },
  /** From a value to one of its many readers, or from within one group into another. */
  hotDirect: { ...LINE, name: 'hotDirect', colour: 'link', width: 1.6, dash: [5, 3], rank: 5 },
} as const satisfies Record<string, LineStyle>;

const FAINT_LINES = Object.fromEntries(
  Object.entries(LINES).map(([kind, style]) => [kind, { ...style, name: `${style.name} faint`, opacity: FAINT }]),
) as Record<keyof typeof LINES, LineStyle>;

const MARK: BoxStyle = { ...PLAIN, name: 'mark', number: -1, fill: undefined, radius: 6, opacity: 1 };

const MARKS = {
  selected: { ...MARK, name: 'selected', stroke: 'focus', strokeWidth: 2.5 },
  selectedPill: { ...MARK, name: 'selectedPill', stroke: 'focus', strokeWidth: 2.5, radius: 15 },
  neighbour: { ...MARK, name: 'neighbour', stroke: 'link', strokeWidth: 2 },
  hit: { ...MARK, name: 'hit', stroke: 'hit', strokeWidth: 2 },
  currentHit: { ...MARK, name: 'currentHit', stroke: 'hit', strokeWidth: 4 },
  hovered: { ...MARK, name: 'hovered', stroke: 'text', strokeWidth: 1.5 },
  flash: { ...MARK, name: 'flash', stroke: 'focus', strokeWidth: 7 },
} as const satisfies Record<string, BoxStyle>;
