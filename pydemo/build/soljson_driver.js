// Runs soljson.js, solc compiled to JavaScript: node soljson_driver.js PATH/soljson.js [--version]
// Reads standard JSON from stdin and writes standard JSON to stdout, like `solc --standard-json`.
//
// npm's own solc.js is not used: it ends with process.exit() while its output still waits in the
// pipe, and the reader gets the first 64 KB. writeSync returns when the bytes have left.
"use strict";
// Else V8 translates again, better, what runs often, on threads of its own. A compilation is over before
// that pays: of a few contracts it takes two thirds of the processor's time without, of a hundred the same.
require("v8").setFlagsFromString("--wasm-tiering-budget=2000000000");
const fs = require("fs");
const soljson = require(require("path").resolve(process.argv[2]));

function write(text) {
  const bytes = Buffer.from(text, "utf8");
  let written = 0;
  while (written < bytes.length) written += fs.writeSync(1, bytes, written);
}

if (process.argv[3] === "--version") {
  write(soljson.cwrap("solidity_version", "string", [])() + "\n");
} else {
  const compile = soljson.cwrap("solidity_compile", "string", ["string", "number", "number"]);
  // No import callback: every source comes inline.
  write(compile(fs.readFileSync(0, "utf8"), 0, 0));
}
