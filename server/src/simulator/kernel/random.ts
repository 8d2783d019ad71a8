// Named random streams: each name has a generator of its own, seeded from the run's seed and the name, so that a draw
// added for one container shifts no other. sfc32 seeded by a hash of the name.

interface StreamState {
  a: number;
  b: number;
  c: number;
  counter: number;
}

function hashName(seed: number, name: string): StreamState {
  let h1 = 0x9e3779b9 ^ seed;
  let h2 = 0x85ebca6b ^ Math.imul(seed, 0xc2b2ae35);
  for (let i = 0; i < name.length; i++) {
    const unit = name.charCodeAt(i);
    h1 = Math.imul(h1 ^ unit, 0x9e3779b1);
    h2 = Math.imul(h2 ^ unit, 0x5f356495);
    h1 ^= h2 >>> 15;
  }
  return { a: h1 | 0, b: h2 | 0, c: (h1 ^ Math.imul(h2, 0x27d4eb2f)) | 0, counter: 1 };
}

function next(state: StreamState): number {
  const sum = (((state.a + state.b) | 0) + state.counter) | 0;
  state.counter = (state.counter + 1) | 0;
  state.a = state.b ^ (state.b >>> 9);
  state.b = (state.c + (state.c << 3)) | 0;
  state.c = (((state.c << 21) | (state.c >>> 11)) + sum) | 0;
  return (sum >>> 0) / 4_294_967_296;
}

function begin(seed: number, name: string): StreamState {
  let { a, b, c, counter } = hashName(seed, name);
  // The first outputs of a freshly seeded generator are still correlated with the seed. As in `next`, in fewer steps.
  for (; counter <= 12; counter++) {
    const sum = (a + b + counter) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
  }
  return { a, b, c, counter };
}

/** All streams of one run. `draw('default/web/jitter')` gives the next number in [0, 1) of that stream. */
export class RandomStreams {
  readonly #seed: number;
  readonly #streams = new Map<string, StreamState>();

  constructor(seed: number) {
    this.#seed = seed;
  }

  draw(name: string): number {
    return next(this.#stream(name));
  }

  /** The stream itself, for whoever draws from it many times. */
  stream(name: string): () => number {
    const state = this.#stream(name);
    return () => next(state);
  }

  /** The first numbers of a stream that nobody asks for again: it is not kept. */
  first(name: string, count: number): readonly number[] {
    const state = begin(this.#seed, name);
    const numbers: number[] = [];
    while (numbers.length < count) numbers.push(next(state));
    return numbers;
  }

  #stream(name: string): StreamState {
    let state = this.#streams.get(name);
    if (state === undefined) this.#streams.set(name, (state = begin(this.#seed, name)));
    return state;
  }
}
