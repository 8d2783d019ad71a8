// Builds the field catalogue of the Kubernetes API from npm packages and our overlay:
//   structure (types, fields, kinds)  -> server/src/schema/generated/structure.ts
//   prose of types and fields         -> server/src/schema/generated/prose.ts
// Both hold one long string with a line per type, so that loading them costs nothing and a type is decoded when it is
// first asked for. The result is never committed. `node server/build/generateCatalogue.mjs [--force]`

import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = resolve(fileURLToPath(import.meta.url), '../../..');
const MODULES = join(ROOT, 'node_modules');
const SCHEMA = join(ROOT, 'server/src/schema');
const OUTPUT = join(SCHEMA, 'generated');
const OVERLAY = join(SCHEMA, 'overlay');

/** The version that the catalogue describes, and the packages that tell what older versions had. */
const NEWEST = '1.36';
const OLDER = ['1.30', '1.32', '1.33', '1.34'];
const PACKAGES = [
  'kubernetes-models',
  '@kubernetes-models/apimachinery',
  '@kubernetes/client-node',
  ...OLDER.map((version) => `k8s-${version}`),
];

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1';

/** Types without fields whose value has a form of its own; all other types without fields are free-form JSON. */
const SCALARS = {
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': 'x',
  'io.k8s.apimachinery.pkg.api.resource.Quantity': 'q',
  [`${META}.Time`]: 'd',
  [`${META}.MicroTime`]: 'u',
};

/** Types that no kind leads to and that the simulated API server speaks nevertheless. */
const EXTRA_ROOTS = [
  `${META}.Status`,
  `${META}.DeleteOptions`,
  `${META}.APIGroup`,
  `${META}.APIResourceList`,
  `io.k8s.api.policy.v1.Eviction`,
  `io.k8s.api.autoscaling.v1.Scale`,
  `io.k8s.api.authentication.v1.TokenRequest`,
];

const main = async () => {
  const stamp = inputsStamp();
  const stampFile = join(OUTPUT, 'stamp.txt');
  const upToDate = existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp;
  if (upToDate && !process.argv.includes('--force')) return;

  const overlay = await loadOverlay();
  const { types, prose } = await readTypes();
  addFormats(types, readClientModels('@kubernetes/client-node'));
  const resources = readResources();
  addListKind(types, prose);
  const kinds = listKinds(types, resources, overlay);
  const kept = reachable(types, kinds);
  addSince(kept, types, kinds);
  markDeprecated(kept, types, prose);
  applyOverlay(types, overlay);

  mkdirSync(OUTPUT, { recursive: true });
  write('structure.ts', structureModule(kept, types, kinds));
  write('prose.ts', proseModule(kept, types, prose));
  write('stamp.txt', stamp);
  const fields = kept.reduce((sum, name) => sum + types.get(name).fields.length, 0);
  console.log(`catalogue: ${kinds.length} kinds, ${kept.length} types, ${fields} fields`);
};

// -- inputs -----------------------------------------------------------------------------------------------------------

const inputsStamp = () => {
  const hash = createHash('sha256');
  for (const name of PACKAGES)
    hash.update(JSON.parse(readFileSync(join(MODULES, name, 'package.json'), 'utf8')).version);
  hash.update(readFileSync(fileURLToPath(import.meta.url)));
  for (const file of readdirSync(OVERLAY).sort()) hash.update(readFileSync(join(OVERLAY, file)));
  return hash.digest('hex');
};

/** The overlay is TypeScript for the editor's sake; esbuild makes it something that Node 20 can run. */
const loadOverlay = async () => {
  const { build } = await import('esbuild');
  const result = await build({
    entryPoints: [join(OVERLAY, 'overlay.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
  });
  const source = Buffer.from(result.outputFiles[0].contents).toString('base64');
  const module = await import(`data:text/javascript;base64,${source}`);
  return module.OVERLAY;
};

const filesUnder = function* (folder, suffix) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== '_schemas' && entry.name !== 'node_modules')
        yield* filesUnder(path, suffix);
    } else if (entry.name.endsWith(suffix) && entry.name !== `index${suffix}`) yield path;
  }
};

// -- types and their prose, from the declarations of kubernetes-models -------------------------------------------------

const readTypes = async () => {
  const { default: ts } = await import('typescript');
  const types = new Map();
  const prose = new Map();
  const aliases = new Map();
  const pending = [];
  const roots = [
    { folder: join(MODULES, 'kubernetes-models'), prefix: groupTypePrefix },
    { folder: join(MODULES, '@kubernetes-models/apimachinery'), prefix: machineryTypePrefix },
  ];
  for (const { folder, prefix } of roots) {
    for (const file of filesUnder(folder, '.d.ts')) {
      const parts = relative(folder, file)
        .replace(/\.d\.ts$/, '')
        .split('/');
      const name = `${prefix(parts.slice(0, -1))}.${parts.at(-1)}`;
      const source = ts.createSourceFile(
        file,
        readFileSync(file, 'utf8'),
        ts.ScriptTarget.Latest,
        true,
      );
      collect(ts, source, name, { types, prose, aliases, pending });
    }
  }
  for (const { field, node, local } of pending)
    Object.assign(field, fieldType(ts, node, local, aliases));
  for (const type of types.values())
    for (const field of type.fields) field.type = withoutEmptyTypes(field.type, types);
  return { types, prose };
};

/** `apps/v1` -> `io.k8s.api.apps.v1`; the two groups that live outside k8s.io/api have long names. */
const groupTypePrefix = (folders) => {
  if (folders.length === 1) return `io.k8s.api.core.${folders[0]}`;
  const [group, version] = folders;
  const short = group.split('.')[0];
  if (short === 'apiextensions')
    return `io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.${version}`;
  if (short === 'apiregistration')
    return `io.k8s.kube-aggregator.pkg.apis.apiregistration.${version}`;
  return `io.k8s.api.${short}.${version}`;
};

const machineryTypePrefix = (folders) => `io.k8s.apimachinery.pkg.${folders.join('.')}`;

const collect = (ts, source, name, { types, prose, aliases, pending }) => {
  const shortName = `I${name.split('.').at(-1)}`;
  for (const statement of source.statements) {
    if (ts.isExportDeclaration(statement) && statement.exportClause !== undefined) {
      for (const element of statement.exportClause.elements) {
        if (element.name.text.startsWith('IIo')) aliases.set(element.name.text, name);
      }
    } else if (ts.isTypeAliasDeclaration(statement) && statement.name.text === shortName) {
      types.set(name, { name, fields: [] });
      prose.set(name, { type: jsDoc(ts, statement), fields: {} });
    } else if (ts.isInterfaceDeclaration(statement) && statement.name.text === shortName) {
      const type = { name, fields: [] };
      const texts = { type: jsDoc(ts, statement), fields: {} };
      for (const member of statement.members) {
        if (!ts.isPropertySignature(member)) continue;
        const field = { name: member.name.text, required: member.questionToken === undefined };
        const local = new Map([[shortName, name]]);
        if (ts.isLiteralTypeNode(member.type) && /^(apiVersion|kind)$/.test(field.name)) {
          type[field.name] = member.type.literal.text;
          field.required = false;
        }
        pending.push({ field, node: member.type, local });
        type.fields.push(field);
        texts.fields[field.name] = jsDoc(ts, member);
      }
      types.set(name, type);
      prose.set(name, texts);
    }
  }
};

/** The comment's text as Kubernetes wrote it; the package escapes asterisks at the start of a list item. */
const jsDoc = (ts, node) => {
  const comment = ts.getJSDocCommentsAndTags(node).find(ts.isJSDoc);
  if (comment === undefined) return undefined;
  const lines = comment
    .getText()
    .replace(/^\/\*\*/, '')
    .replace(/\*\/$/, '')
    .split('\n');
  const text = lines.map((line) => line.replace(/^\s*\* ?/, '').trimEnd()).join('\n');
  return text.trim().replaceAll('\\*', '*');
};

// A type in the tables is a short code: `s` string, `d` time, `u` time with microseconds, `b` base64, `q` quantity,
// `i` int32, `l` int64, `n` number, `t` boolean, `x` integer or string, `a` anything, `a:Name` anything with a name,
// `[` list of, `{` map of, `#Name` object. The second pass turns names into line numbers.
const fieldType = (ts, node, local, aliases) => {
  const values = stringUnion(ts, node);
  if (values !== undefined) return { type: 's', ...(values.length > 1 ? { values } : {}) };
  const isList = ts.isTypeReferenceNode(node) && node.typeName.text === 'Array';
  const itemValues = isList ? stringUnion(ts, node.typeArguments[0]) : undefined;
  if (itemValues !== undefined) return { type: '[s', values: itemValues };
  return { type: typeCode(ts, node, local, aliases) };
};

const stringUnion = (ts, node) => {
  const parts = ts.isUnionTypeNode(node) ? node.types : [node];
  const texts = parts.map((part) => (ts.isLiteralTypeNode(part) ? part.literal.text : undefined));
  return texts.every((text) => text !== undefined) ? texts : undefined;
};

const typeCode = (ts, node, local, aliases) => {
  switch (node.kind) {
    case ts.SyntaxKind.StringKeyword:
      return 's';
    case ts.SyntaxKind.NumberKeyword:
      return 'n';
    case ts.SyntaxKind.BooleanKeyword:
      return 't';
    case ts.SyntaxKind.TypeLiteral: {
      const index = node.members.find(ts.isIndexSignatureDeclaration);
      if (index !== undefined) return `{${typeCode(ts, index.type, local, aliases)}`;
      return `#${spelledOutType(node)}`;
    }
    case ts.SyntaxKind.TypeReference: {
      const name = node.typeName.text;
      if (name === 'Array') return `[${typeCode(ts, node.typeArguments[0], local, aliases)}`;
      const target = local.get(name) ?? aliases.get(name);
      if (target === undefined) throw new Error(`no type is called ${name}`);
      return SCALARS[target] ?? `#${target}`;
    }
    case ts.SyntaxKind.UnionType:
      if (stringUnion(ts, node) !== undefined) return 's';
      return 'a';
    default:
      return 'a';
  }
};

/** The package spells some kinds out in place; what they are is told by the type of their spec. */
const spelledOutType = (node) => {
  const spec = node.members.find((member) => member.name?.text === 'spec');
  if (spec?.type?.typeName?.text !== 'IIoK8sApiCoreV1PersistentVolumeClaimSpec') {
    throw new Error(`a type without a name: ${node.getText().slice(0, 200)}`);
  }
  return 'io.k8s.api.core.v1.PersistentVolumeClaim';
};

const withoutEmptyTypes = (code, types) => {
  const at = code.indexOf('#');
  if (at < 0) return code;
  const name = code.slice(at + 1);
  return types.get(name).fields.length === 0 ? `${code.slice(0, at)}a:${name}` : code;
};

// -- formats, resources and older versions, from the client libraries --------------------------------------------------

/** Class name (`V1ContainerPort`) to wire names and formats. Files that the package no longer exports are stale: left out. */
const readClientModels = (packageName) => {
  const models = new Map();
  const gen = join(MODULES, packageName, 'dist/gen');
  const flat = existsSync(join(gen, 'models'));
  const folder = join(gen, flat ? 'models' : 'model');
  const listing = readFileSync(join(folder, flat ? 'all.d.ts' : 'models.d.ts'), 'utf8');
  for (const [, file] of listing.matchAll(
    /export \* from '(?:\.\.\/models|\.)\/(\w+)(?:\.js)?'/g,
  )) {
    const path = join(folder, `${file}.js`);
    if (!existsSync(path)) continue;
    const source = readFileSync(path, 'utf8');
    const map = /attributeTypeMap = (\[[\s\S]*?\n\]);/.exec(source);
    if (map === null) continue;
    const fields = JSON.parse(map[1]).map(({ baseName, type, format }) => [
      baseName,
      { type, format },
    ]);
    models.set(file.toLowerCase(), new Map(fields));
  }
  return models;
};

/** `io.k8s.api.core.v1.EndpointPort` is `CoreV1EndpointPort` where other groups have the name too, else `V1EndpointPort`. */
const clientModel = (models, type) => {
  const [name, version, group] = type.name.split('.').reverse();
  const model =
    models.get(`${group}${version}${name}`.toLowerCase()) ??
    models.get(`${version}${name}`.toLowerCase());
  // In an older version the short name may belong to another group: what should be a kind and is none is not ours.
  return type.kind !== undefined && model?.has('kind') === false ? undefined : model;
};

const addFormats = (types, models) => {
  for (const type of types.values()) {
    const model = clientModel(models, type);
    for (const field of type.fields) {
      const format = model?.get(field.name)?.format;
      if (field.type.endsWith('n')) {
        const code = format === 'int32' ? 'i' : format === 'int64' ? 'l' : 'n';
        field.type = field.type.replace(/n$/, code);
      } else if (format === 'byte' && /^[[{]?s$/.test(field.type))
        field.type = field.type.replace(/s$/, 'b');
    }
  }
};

/** Every path that objects can be posted to: `{ path, body }` by `group/version/Kind`. */
const readResources = () => {
  const resources = new Map();
  const folder = join(MODULES, '@kubernetes/client-node/dist/gen/apis');
  for (const file of readdirSync(folder).filter((name) => /V\d+Api\.js$/.test(name))) {
    const source = readFileSync(join(folder, file), 'utf8');
    for (const method of source.split(/\n {4}async /).slice(1)) {
      if (!method.startsWith('create')) continue;
      const path = /localVarPath = '([^']+)'/.exec(method)?.[1];
      const body = /ObjectSerializer\.serialize\(body, "(\w+)"/.exec(method)?.[1];
      if (path === undefined || body === undefined) continue;
      const found = /^\/apis?(?:\/([^/]+))?\/(v\d+)(\/namespaces\/\{namespace\})?\/([a-z]+)$/.exec(
        path,
      );
      if (found === null) continue;
      const [, group = '', version, namespace, plural] = found;
      resources.set(`${group}/${version}/${plural}`, {
        group,
        version,
        plural,
        namespaced: namespace !== undefined,
        body,
      });
    }
  }
  return resources;
};

const clientApiDoc = (field) => {
  const text = readFileSync(
    join(MODULES, '@kubernetes/client-node/dist/gen/models/V1Pod.d.ts'),
    'utf8',
  );
  const found = new RegExp(`/\\*\\*\\s*\\* (.*)\\s*\\*/\\s*'${field}'`).exec(text);
  return found?.[1];
};

// -- kinds ------------------------------------------------------------------------------------------------------------

/** kubectl's `List` is in no document of the API, and manifests are full of it. */
const addListKind = (types, prose) => {
  const name = `${META}.List`;
  types.set(name, {
    name,
    apiVersion: 'v1',
    kind: 'List',
    fields: [
      { name: 'apiVersion', type: 's', required: false },
      { name: 'items', type: '[a', required: true },
      { name: 'kind', type: 's', required: false },
      { name: 'metadata', type: `#${META}.ListMeta`, required: false },
    ],
  });
  const texts = prose.get('io.k8s.api.core.v1.PodList');
  prose.set(name, { type: undefined, fields: { metadata: texts.fields.metadata } });
};

/** Served by default are only the finished versions: beta APIs are off unless asked for since 1.24. */
const isServed = (apiVersion) => /^(?:.+\/)?v\d+$/.test(apiVersion);

const listKinds = (types, resources, overlay) => {
  const kinds = [];
  for (const type of types.values()) {
    if (type.kind === undefined || !isServed(type.apiVersion)) continue;
    const [group, version] = type.apiVersion.includes('/')
      ? type.apiVersion.split('/')
      : ['', type.apiVersion];
    const body = type.name.split('.').at(-1);
    const resource = [...resources.values()].find(
      (one) =>
        one.group === group &&
        one.version === version &&
        new RegExp(`V\\d+${body}$`, 'i').test(one.body),
    );
    const isList = type.fields.some(
      (field) => field.name === 'items' && field.type.startsWith('['),
    );
    const itemKind = type.kind.replace(/List$/, '');
    const item = [...resources.values()].find(
      (one) =>
        one.group === group &&
        one.version === version &&
        new RegExp(`V\\d+${itemKind}$`, 'i').test(one.body),
    );
    if (resource === undefined && !(isList && item !== undefined) && type.kind !== 'List') continue;
    kinds.push({
      group,
      version,
      kind: type.kind,
      type: type.name,
      namespaced: (resource ?? item)?.namespaced ?? false,
      plural: resource?.plural ?? '',
      singular: resource === undefined ? '' : type.kind.toLowerCase(),
      shortNames:
        overlay.shortNames[
          resource === undefined ? '' : `${resource.plural}.${group}`.replace(/\.$/, '')
        ] ?? [],
      ...podTemplateOf(types, type),
    });
  }
  for (const name of Object.keys(overlay.shortNames)) {
    if (!kinds.some(({ plural, group }) => `${plural}.${group}`.replace(/\.$/, '') === name)) {
      throw new Error(`overlay: short names for ${name}, which is not served`);
    }
  }
  return kinds.sort((a, b) =>
    a.group + a.kind + a.version < b.group + b.kind + b.version ? -1 : 1,
  );
};

const podTemplateOf = (types, type) => {
  if (type.name === 'io.k8s.api.core.v1.Pod') return { podTemplate: '' };
  for (const path of ['template', 'spec.template', 'spec.jobTemplate.spec.template']) {
    let at = type;
    for (const step of path.split('.'))
      at = types.get(at?.fields.find(({ name }) => name === step)?.type.slice(1));
    if (at?.name === 'io.k8s.api.core.v1.PodTemplateSpec') return { podTemplate: path };
  }
  return {};
};

const reachable = (types, kinds) => {
  const kept = new Set();
  const visit = (name) => {
    if (kept.has(name)) return;
    kept.add(name);
    for (const field of types.get(name).fields) {
      const target = /[#:](.+)$/.exec(field.type)?.[1];
      if (target !== undefined) visit(target);
    }
  };
  for (const { type } of kinds) visit(type);
  for (const name of [...EXTRA_ROOTS, ...Object.keys(SCALARS)]) visit(name);
  return [...kept].sort();
};

// -- since which version ----------------------------------------------------------------------------------------------

/** A field that an older client does not know is newer than that client's version, and so is a type. */
const addSince = (kept, types, kinds) => {
  const versions = OLDER.map((version) => ({
    version,
    models: readClientModels(`k8s-${version}`),
  }));
  const after = (version) => [...OLDER, NEWEST][OLDER.indexOf(version) + 1];
  const kindNames = new Map(kinds.map((kind) => [kind.type, kind]));
  for (const name of kept) {
    const type = types.get(name);
    for (const { version, models } of versions) {
      const model = clientModel(models, type);
      const kind = kindNames.get(name);
      if (model === undefined && kind !== undefined && kind.kind !== 'List')
        kind.since = after(version);
      // A type that is new as a whole is told by the field that leads to it.
      if (model === undefined) continue;
      for (const field of type.fields) if (!model.has(field.name)) field.since = after(version);
    }
  }
};

/** The texts say it in one way: a sentence that begins with the word. Values can be deprecated too: not the field's matter. */
const markDeprecated = (kept, types, prose) => {
  for (const name of kept) {
    for (const field of types.get(name).fields) {
      const [text = ''] = (prose.get(name).fields[field.name] ?? '').split('Possible enum values:');
      if (/(?:^|[.\n] ?)Deprecated[:.] /.test(text)) field.deprecated = true;
    }
  }
};

// -- the overlay ------------------------------------------------------------------------------------------------------

const overlayTypeName = (short) => {
  if (short.startsWith('meta.')) return `io.k8s.apimachinery.pkg.apis.${short}`;
  if (short.startsWith('apiextensions.')) return `io.k8s.apiextensions-apiserver.pkg.apis.${short}`;
  return `io.k8s.api.${short}`;
};

const applyOverlay = (types, overlay) => {
  for (const [short, facts] of Object.entries(overlay.fields)) {
    const type = types.get(overlayTypeName(short));
    if (type === undefined) throw new Error(`overlay: there is no type ${short}`);
    for (const [name, fact] of Object.entries(facts)) {
      const field = type.fields.find((one) => one.name === name);
      if (field === undefined) throw new Error(`overlay: ${short} has no field ${name}`);
      const published = field.values ?? [];
      if (fact.values !== undefined && published.length > 0) {
        const isNarrower = fact.values.every((value) => published.includes(value));
        if (!isNarrower || fact.values.length === published.length) {
          throw new Error(`overlay: the API itself tells other values of ${short}.${name}`);
        }
      }
      Object.assign(field, fact, fact.values === undefined ? {} : { publishedValues: published });
    }
  }
};

// -- output -----------------------------------------------------------------------------------------------------------

const structureModule = (kept, types, kinds) => {
  const lineOf = new Map(kept.map((name, index) => [name, index]));
  const encode = (code) => code.replace(/([#:])(.+)$/, (_, mark, name) => mark + lineOf.get(name));
  const lines = kept.map((name) => {
    const rows = types.get(name).fields.map(({ name: fieldName, type, required, ...facts }) => {
      const row = [fieldName, encode(type)];
      const hasFacts = Object.keys(facts).length > 0;
      if (required || hasFacts) row.push(required ? 1 : 0);
      if (hasFacts) row.push(facts);
      return row;
    });
    return `${name} ${JSON.stringify(rows)}`;
  });
  return [
    '// Generated by server/build/generateCatalogue.mjs. Do not edit, do not commit.',
    `/** JSON: the kinds. */\nexport const KINDS: string = ${literal(JSON.stringify(kinds))};`,
    `/** A line per type: its name, a space, its fields as JSON. */\nexport const TYPES: string = ${literal(lines.join('\n'))};`,
    '',
  ].join('\n');
};

const proseModule = (kept, types, prose) => {
  const fallback = { apiVersion: clientApiDoc('apiVersion'), kind: clientApiDoc('kind') };
  const lines = kept.map((name) => {
    const texts = prose.get(name);
    const row = types.get(name).fields.map((field) => {
      const own = texts.fields[field.name];
      const isTypeMeta = types.get(name).kind !== undefined && own === undefined;
      return own ?? (isTypeMeta ? fallback[field.name] : undefined) ?? 0;
    });
    return asciiJson([texts.type ?? 0, ...row]);
  });
  return [
    '// Generated by server/build/generateCatalogue.mjs. Do not edit, do not commit.',
    '// The descriptions are those of Kubernetes, Apache-2.0: see NOTICE.',
    '/** A line per type in the order of TYPES: JSON, the text of the type and those of its fields, 0 for none. A function, so that the string exists only once it is asked for. */',
    `export function prose(): string {\n  return ${literal(lines.join('\n'))};\n}`,
    '',
  ].join('\n');
};

/** One character above U+00FF would double the string's size in memory. */
const asciiJson = (value) =>
  JSON.stringify(value).replace(
    /[^\0-\x7f]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

const literal = (text) =>
  `'${text.replace(/\\/g, '\\\\').replace(/'/g, "\\'").replace(/\n/g, '\\n')}'`;

/** In one step, for whoever reads the old file at this moment. */
const write = (name, text) => {
  const path = join(OUTPUT, name);
  writeFileSync(`${path}.${process.pid}`, text);
  renameSync(`${path}.${process.pid}`, path);
};

await main();
