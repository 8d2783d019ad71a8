// The icons that the page uses, out of VS Code's own: a style sheet of a few kilobytes in place of the whole font.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './setup.mjs';

const ICONS = join(root, 'node_modules/@vscode/codicons/src/icons');
const PAGE = join(root, 'client/webview');

/** Strings in the page's code that are names of icons, `codicon-` before them or not. */
export function usedIcons() {
  const known = new Set(readdirSync(ICONS).map((file) => file.replace(/\.svg$/, '')));
  const names = readdirSync(PAGE)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(PAGE, file), 'utf8'))
    .flatMap((text) => [
      ...text.matchAll(/(?:'(?:codicon-)?|codicon-)([a-z][a-z-]*[a-z])(?=['"` ])/g),
    ])
    .map(([, name = '']) => name);
  return [...new Set(names)].filter((name) => known.has(name)).sort();
}

/** Each icon is a mask over the text's colour, as large as the text. */
export function iconSheet() {
  const masks = usedIcons().map((name) => {
    const svg = readFileSync(join(ICONS, `${name}.svg`), 'utf8').trim();
    return `.codicon-${name}{--icon:url("data:image/svg+xml,${quoted(svg)}")}`;
  });
  return [
    '.codicon{display:inline-block;width:1em;height:1em;font-size:16px;vertical-align:text-bottom}',
    '[class*="codicon-"]{background:currentColor;-webkit-mask:var(--icon) center/contain no-repeat;mask:var(--icon) center/contain no-repeat;forced-color-adjust:none}',
    ...masks,
    '',
  ].join('\n');
}

/** As it may stand in a quoted address. @param {string} svg */
function quoted(svg) {
  return svg.replaceAll('"', "'").replace(/[%#<>\n]/g, (sign) => encodeURIComponent(sign));
}
