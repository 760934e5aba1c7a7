// viem's simulateCalls and simulateBlocks, which wallets show a user before he signs.
import { readFileSync } from "node:fs";
import { createPublicClient, http, parseEther } from "viem";

const [url, artifact] = process.argv.slice(2);
const { abi } = JSON.parse(readFileSync(artifact, "utf8"));
const client = createPublicClient({ transport: http(url) });
const token = process.argv[4];
const alice = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
const bob = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

const calls = await client.simulateCalls({
  account: alice,
  calls: [
    { to: token, abi, functionName: "transfer", args: [bob, 40n] },
    { to: bob, value: parseEther("1") },
    { to: token, abi, functionName: "transfer", args: [bob, 10n ** 20n] },
  ],
  traceAssetChanges: true,
});
const [block] = await client.simulateBlocks({
  blocks: [
    {
      blockOverrides: { time: 4_000_000_000n },
      stateOverrides: [{ address: bob, balance: 1n }],
      calls: [{ account: bob, to: alice, value: 1n }],
    },
  ],
});
const plain = (value) => (typeof value === "bigint" ? value.toString() : value);
console.log(
  JSON.stringify({
    statuses: calls.results.map((result) => result.status),
    result: calls.results[0].result,
    error: calls.results[2].error?.cause?.data?.errorName ?? String(calls.results[2].error),
    changes: calls.assetChanges.map((change) => [
      change.token.address,
      change.token.symbol ?? null,
      plain(change.value.diff),
    ]),
    time: plain(block.timestamp),
    status: block.calls[0].status,
  }),
);
