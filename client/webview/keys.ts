// Which key does what while the page has the focus. Every key that leaves the page as an intent has a command too.

export type KeyAction =
  | {
      readonly kind:
        | 'play'
        | 'fit'
        | 'fitSelection'
        | 'toggleScale'
        | 'why'
        | 'whyBack'
        | 'source'
        | 'askTime'
        | 'help'
        | 'leave';
    }
  | { readonly kind: 'onLane'; readonly direction: 1 | -1 }
  | { readonly kind: 'lane'; readonly direction: 1 | -1 }
  | { readonly kind: 'fold'; readonly folded: boolean }
  | { readonly kind: 'step'; readonly direction: 1 | -1; readonly to: 'change' | 'problem' }
  | { readonly kind: 'move'; readonly byMs: number }
  | { readonly kind: 'end'; readonly direction: 1 | -1 }
  | { readonly kind: 'zoom'; readonly factor: number }
  | { readonly kind: 'pan'; readonly pixels: number }
  | { readonly kind: 'detail'; readonly detail: 1 | 2 | 3 };

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

const PLAIN: Readonly<Record<string, KeyAction>> = {
  ' ': { kind: 'play' },
  ArrowUp: { kind: 'lane', direction: -1 },
  ArrowDown: { kind: 'lane', direction: 1 },
  Enter: { kind: 'fold', folded: false },
  Escape: { kind: 'leave' },
  Home: { kind: 'end', direction: -1 },
  End: { kind: 'end', direction: 1 },
  '.': { kind: 'step', direction: 1, to: 'change' },
  ',': { kind: 'step', direction: -1, to: 'change' },
  w: { kind: 'zoom', factor: 1.5 },
  s: { kind: 'zoom', factor: 1 / 1.5 },
  '+': { kind: 'zoom', factor: 1.5 },
  '=': { kind: 'zoom', factor: 1.5 },
  '-': { kind: 'zoom', factor: 1 / 1.5 },
  a: { kind: 'pan', pixels: -80 },
  d: { kind: 'pan', pixels: 80 },
  '0': { kind: 'fit' },
  f: { kind: 'fitSelection' },
  z: { kind: 'toggleScale' },
  '1': { kind: 'detail', detail: 1 },
  '2': { kind: 'detail', detail: 2 },
  '3': { kind: 'detail', detail: 3 },
  y: { kind: 'why' },
  l: { kind: 'source' },
  g: { kind: 'askTime' },
  '?': { kind: 'help' },
};

export function keyAction(pressed: Pressed): KeyAction | undefined {
  const direction = pressed.key === 'ArrowRight' ? 1 : -1;
  if (pressed.key === 'ArrowLeft' || pressed.key === 'ArrowRight') {
    if (pressed.ctrlKey || pressed.metaKey) return { kind: 'step', direction, to: 'problem' };
    if (pressed.altKey) return { kind: 'move', byMs: direction * 1000 };
    return { kind: 'onLane', direction };
  }
  // Everything else with a modifier belongs to VS Code.
  if (pressed.ctrlKey || pressed.metaKey || pressed.altKey) return undefined;
  if (pressed.shiftKey && pressed.key.toLowerCase() === 'y') return { kind: 'whyBack' };
  return PLAIN[pressed.key.length === 1 ? pressed.key.toLowerCase() : pressed.key];
}
