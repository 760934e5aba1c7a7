// Every test action of viem's, and wallet actions: node viem_actions.mjs URL MODE[,MODE].
// Prints one JSON object: by mode what each gave, by name; an error as {error: code}.
import { createTestClient, createWalletClient, http, parseEther, parseGwei, publicActions, testActions } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { foundry } from "viem/chains";

const [url, modes] = process.argv.slice(2);
const chain = foundry;
const transport = http(url, { retryCount: 0 });
const clientFor = (mode) => createTestClient({ chain, mode, transport, pollingInterval: 20 }).extend(publicActions);
let client;
const phrase = "test test test test test test test test test test test junk";
const [alice, bob] = [0, 1].map((addressIndex) => mnemonicToAccount(phrase, { addressIndex }).address);
const wallet = createWalletClient({ account: alice, chain, transport, pollingInterval: 20 });
const local = createWalletClient({ account: mnemonicToAccount(phrase), chain, transport, pollingInterval: 20 });
const stranger = "0x7777777777777777777777777777777777777777";
const code = "0x602a5f5260205ff3";
const word = `0x${"00".repeat(31)}2a`;
const balance = (address) => client.getBalance({ address });
const newest = () => client.getBlock();
const waiting = async () => {
  await client.setAutomine(false);
  return wallet.sendTransaction({ to: bob, value: 1n, gas: 21_000n });
};
const automine = () => client.setAutomine(true);

// Each changes something, and returns what shows it.
const cases = {
  dropTransaction: async () => {
    const hash = await waiting();
    await client.dropTransaction({ hash });
    const { pending } = await client.getTxpoolStatus();
    await automine();
    return pending;
  },
  dumpState: async () => (await client.dumpState()).slice(0, 6),
  loadState: async () => {
    await client.setBalance({ address: stranger, value: 9n });
    const state = await client.dumpState();
    await client.setBalance({ address: stranger, value: 1n });
    await client.loadState({ state });
    return balance(stranger);
  },
  getAutomine: async () => client.getAutomine(),
  getTxpoolContent: async () => {
    await waiting();
    const { pending } = await client.getTxpoolContent();
    const told = Object.values(pending[alice.toLowerCase()] ?? {}).map(({ value, type }) => [value, type]);
    await client.mine({ blocks: 1 });
    await automine();
    return told;
  },
  getTxpoolStatus: async () => client.getTxpoolStatus(),
  inspectTxpool: async () => {
    await waiting();
    const { pending } = await client.inspectTxpool();
    const lines = Object.values(pending[alice.toLowerCase()] ?? {});
    await client.mine({ blocks: 1 });
    await automine();
    return lines.map((line) => line.toLowerCase().split(" gas")[0]);
  },
  impersonateAccount: async () => {
    await client.setBalance({ address: stranger, value: parseEther("1") });
    await client.impersonateAccount({ address: stranger });
    const hash = await wallet.sendTransaction({ account: stranger, to: bob, gas: 21_000n });
    return (await client.waitForTransactionReceipt({ hash })).status;
  },
  stopImpersonatingAccount: async () => {
    await client.stopImpersonatingAccount({ address: stranger });
    return wallet.sendTransaction({ account: stranger, to: bob, gas: 21_000n }).then(() => "sent", () => "refused");
  },
  increaseTime: async () => {
    const before = await newest();
    await client.increaseTime({ seconds: 500 });
    await client.mine({ blocks: 1 });
    return (await newest()).timestamp - before.timestamp >= 500n;
  },
  mine: async () => {
    const before = await newest();
    await client.mine({ blocks: 3, interval: 10 });
    return (await newest()).number - before.number;
  },
  setBlockTimestampInterval: async () => {
    await client.setBlockTimestampInterval({ interval: 7 });
    await client.mine({ blocks: 1 });
    const before = await newest();
    await client.mine({ blocks: 1 });
    return (await newest()).timestamp - before.timestamp;
  },
  removeBlockTimestampInterval: async () => client.removeBlockTimestampInterval(),
  snapshot: async () => typeof (await client.snapshot()),
  revert: async () => {
    const id = await client.snapshot();
    const before = await newest();
    await client.mine({ blocks: 2 });
    await client.revert({ id });
    return (await newest()).number - before.number;
  },
  sendUnsignedTransaction: async () => {
    await client.impersonateAccount({ address: stranger });
    const hash = await client.sendUnsignedTransaction({ from: stranger, to: bob, value: 1n, gas: 21_000n });
    return (await client.waitForTransactionReceipt({ hash })).from;
  },
  setAutomine: async () => {
    await client.setAutomine(false);
    const off = await client.getAutomine();
    await automine();
    return [off, await client.getAutomine()];
  },
  setBalance: async () => {
    await client.setBalance({ address: stranger, value: 77n });
    return balance(stranger);
  },
  setBlockGasLimit: async () => {
    await client.setBlockGasLimit({ gasLimit: 20_000_000n });
    await client.mine({ blocks: 1 });
    return (await newest()).gasLimit;
  },
  setCode: async () => {
    await client.setCode({ address: stranger, bytecode: code });
    return client.getCode({ address: stranger });
  },
  setCoinbase: async () => {
    await client.setCoinbase({ address: "0x00000000000000000000000000000000000000c0" });
    const hash = await wallet.sendTransaction({ to: bob, gas: 21_000n });
    const { gasUsed, effectiveGasPrice } = await client.waitForTransactionReceipt({ hash });
    const { miner, baseFeePerGas } = await newest();
    const paid = await balance(miner);
    return [miner, paid === gasUsed * (effectiveGasPrice - baseFeePerGas)];
  },
  setIntervalMining: async () => {
    await client.setIntervalMining({ interval: 3600 });
    await client.setIntervalMining({ interval: 0 });
    await automine();
    return client.getAutomine();
  },
  setLoggingEnabled: async () => client.setLoggingEnabled(true),
  setMinGasPrice: async () => client.setMinGasPrice({ gasPrice: 1n }),
  setNextBlockBaseFeePerGas: async () => {
    await client.setNextBlockBaseFeePerGas({ baseFeePerGas: parseGwei("3") });
    await client.mine({ blocks: 1 });
    return (await newest()).baseFeePerGas;
  },
  setNextBlockTimestamp: async () => {
    const timestamp = (await newest()).timestamp + 1000n;
    await client.setNextBlockTimestamp({ timestamp });
    await client.mine({ blocks: 1 });
    return (await newest()).timestamp - timestamp;
  },
  setNonce: async () => {
    await client.setNonce({ address: stranger, nonce: 42 });
    return client.getTransactionCount({ address: stranger });
  },
  setRpcUrl: async () => client.setRpcUrl("http://127.0.0.1:1"),
  setStorageAt: async () => {
    await client.setStorageAt({ address: stranger, index: 1, value: word });
    return client.getStorageAt({ address: stranger, slot: "0x1" });
  },
  "wallet getAddresses": async () => (await wallet.getAddresses()).length,
  "wallet requestAddresses": async () => (await wallet.requestAddresses())[0],
  "wallet getPermissions": async () => (await wallet.getPermissions())[0].parentCapability,
  "wallet requestPermissions": async () =>
    (await wallet.requestPermissions({ eth_accounts: {} }))[0].parentCapability,
  "wallet addChain": async () => wallet.addChain({ chain }),
  "wallet switchChain": async () => wallet.switchChain({ id: 1 }).then(() => "switched", ({ code }) => code),
  "wallet getCapabilities": async () => Object.keys(await wallet.getCapabilities()),
  "wallet sendCalls": async () => wallet.sendCalls({ calls: [{ to: bob }] }),
  "wallet watchAsset": async () =>
    wallet.watchAsset({ type: "ERC20", options: { address: stranger, decimals: 18, symbol: "T" } }),
  "wallet signMessage": async () => wallet.signMessage({ message: "hello" }),
  "wallet signTypedData": async () =>
    wallet.signTypedData({
      domain: { name: "pydemo", chainId: 31337 },
      types: { Mail: [{ name: "text", type: "string" }] },
      primaryType: "Mail",
      message: { text: "hello" },
    }),
  "wallet sendTransactionSync": async () => (await local.sendTransactionSync({ to: bob, value: 1n })).status,
  "public fillTransaction": async () => {
    const { transaction } = await client.fillTransaction({ account: alice, to: bob, value: 5n });
    return [transaction.gas, transaction.value];
  },
  "public getBlobBaseFee": async () => client.getBlobBaseFee(),
  // the last: it forgets everything, so that another mode can begin
  reset: async () => {
    await client.reset();
    return (await newest()).number;
  },
};

const codeOf = (problem) => problem?.code ?? (problem?.cause ? codeOf(problem.cause) : String(problem));
const all = {};
for (const mode of modes.split(",")) {
  client = clientFor(mode);
  const known = Object.keys(testActions({ mode })(client)).filter((name) => name !== "mode");
  const told = (all[mode] = { untried: known.filter((name) => !(name in cases)).sort() });
  for (const [name, run] of Object.entries(cases)) {
    try {
      told[name] = (await run()) ?? null;
    } catch (problem) {
      told[name] = { error: codeOf(problem) };
    }
  }
}
const plain = (_, value) => (typeof value === "bigint" ? value.toString() : value);
process.stdout.write(JSON.stringify(all, plain));
process.exit(0);
