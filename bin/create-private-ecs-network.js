#!/usr/bin/env node
// The program of a checkout, once it is built.
import '../dist/cli.cjs';
