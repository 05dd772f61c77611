#!/usr/bin/env node
// Written so that old versions of Node can read it and say what they lack, instead of a syntax error.
const version = process.versions.node.split('.').map(Number);
if (version[0] < 20 || (version[0] === 20 && version[1] < 12)) {
  console.error(
    `create-private-ecs-network needs Node.js 20.12 or newer; this is ${process.versions.node}. Install a newer one from https://nodejs.org and run the command again.`,
  );
  process.exitCode = 2;
} else {
  import('../dist/cli.cjs');
}
