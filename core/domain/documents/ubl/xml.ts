/** An element: its name with prefix, its content or children, its attributes; children that are undefined are left out. */
export type XmlNode = {
  name: string;
  content: string | readonly (XmlNode | undefined)[];
  attributes?: Readonly<Record<string, string>>;
};

export function element(
  name: string,
  content: XmlNode['content'],
  attributes: Readonly<Record<string, string>> = {},
): XmlNode {
  return { name, content, attributes };
}

/** The element where there is a text for it. */
export function optional(name: string, text: string | undefined): XmlNode | undefined {
  return text === undefined ? undefined : element(name, text);
}

/** A document of UTF-8, two spaces a level, so that two of one content are the same bytes. */
export function writeXml(root: XmlNode): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${write(root, '')}`;
}

function write({ name, content, attributes = {} }: XmlNode, indent: string): string {
  const said = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`);
  const open = `${indent}<${name}${said.join('')}>`;
  if (typeof content === 'string') return `${open}${escaped(content)}</${name}>\n`;
  const children = content.filter((child) => child !== undefined).map((child) => write(child, `${indent}  `));
  return `${open}\n${children.join('')}${indent}</${name}>\n`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
