/** Texts that YAML 1.1 would read as something else. */
const NOT_TEXT =
  /^(?:|~|null|y|n|yes|no|true|false|on|off|[-+]?(?:\d[\d_]*(?:\.\d*)?(?:e[-+]?\d+)?|0x[\da-f_]+|\.inf|\.nan|[\d:]+))$/i;

/** A text as a scalar that is read back as that text: plain where that is safe, else in double quotes. */
export function yamlText(text: string, json = false): string {
  if (json || NOT_TEXT.test(text)) return JSON.stringify(text);
  const safe =
    /^[A-Za-z0-9_./$(][^#:\n"'{}[\],&*!|>%@`]*(?::[^\s#:\n"'{}[\],][^#:\n"'{}[\],]*)*$/.test(text);
  return safe && !/\s$/.test(text) && !text.includes(' #') ? text : JSON.stringify(text);
}
