/** A tag's value that EC2 takes and that HCL would read as code. */
export const ODD = `payments "a" $\{b} %{c}`;

/** Tags' keys that EC2 takes, and that JavaScript, HCL, JSON, YAML or a shell would read as something else. */
export const ODD_KEYS = [
  ...['__proto__', 'constructor', 'prototype', 'toString'],
  ...['a"b', `$\{x}`, '%{x}', '!Ref x', 'a: b', "it's", 'two  words', '007', 'null', 'für', '名前', '👨‍👩‍👧'],
];
