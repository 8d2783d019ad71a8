// Colours and fonts as the theme of the moment has them.
import { LOOKS, MARKS, type Token } from './looks';

export interface Theme {
  readonly foreground: string;
  readonly background: string;
  readonly faint: string;
  readonly grid: string;
  readonly focus: string;
  readonly selection: string;
  readonly cursor: string;
  /** Border where the theme asks for contrast, else empty. */
  readonly contrast: string;
  readonly font: string;
  readonly colors: ReadonlyMap<Token | 'foreground', string>;
}

const TOKENS = new Set<Token | 'foreground'>([
  ...Object.values(LOOKS).map(({ token }) => token),
  ...Object.values(MARKS).map(({ token }) => token),
]);

export function readTheme(): Theme {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string): string => style.getPropertyValue(`--vscode-${name}`).trim();
  const foreground = read('foreground') || read('editor-foreground') || 'CanvasText';
  return {
    foreground,
    background: read('editor-background') || 'Canvas',
    faint: read('descriptionForeground') || foreground,
    grid: read('editorIndentGuide-background1') || read('panel-border') || foreground,
    focus: read('focusBorder') || foreground,
    selection: read('list-activeSelectionBackground') || read('focusBorder') || foreground,
    cursor: read('editorCursor-foreground') || foreground,
    contrast: read('contrastBorder'),
    font: `${read('font-size') || '13px'} ${read('font-family') || 'sans-serif'}`,
    colors: new Map([...TOKENS].map((token) => [token, read(token) || foreground])),
  };
}

/** Calls back whenever VS Code changes theme, which it does by rewriting classes and variables of the page. */
export function watchTheme(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, {
    attributes: true,
    attributeFilter: ['style', 'class'],
  });
  observer.observe(document.body, { attributes: true, attributeFilter: ['class'] });
  return () => observer.disconnect();
}
