// What a page does with viem: node viem.mjs URL ARTIFACT. Prints one JSON object, by step.
import { readFileSync } from "node:fs";
import {
  BaseError,
  ContractFunctionRevertedError,
  createPublicClient,
  createTestClient,
  createWalletClient,
  http,
  parseEther,
  publicActions,
  webSocket,
} from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { foundry } from "viem/chains";

const [url, file] = process.argv.slice(2);
const { abi, bytecode } = JSON.parse(readFileSync(file, "utf8"));
const alice = mnemonicToAccount("test test test test test test test test test test test junk");
const bob = mnemonicToAccount("test test test test test test test test test test test junk", {
  addressIndex: 1,
});
const chain = foundry;
const transport = http(url);
const node = createPublicClient({ chain, transport, pollingInterval: 50 });
const wallet = createWalletClient({ account: alice, chain, transport });
const tester = createTestClient({ chain, mode: "anvil", transport }).extend(publicActions);
const socket = createPublicClient({ chain, transport: webSocket(url.replace("http", "ws")) });

const told = {};
const receipt = (hash) => node.waitForTransactionReceipt({ hash });

told.chainId = await node.getChainId();
const snapshot = await tester.snapshot();
const deployed = await receipt(
  await wallet.deployContract({ abi, bytecode, args: [parseEther("1000"), alice.address] }),
);
const address = deployed.contractAddress;
told.deployed = { address, status: deployed.status, gas: deployed.gasUsed };

const heads = [];
const events = [];
const stopHeads = socket.watchBlocks({ onBlock: (block) => heads.push(block.transactions.length) });
const stopEvents = socket.watchContractEvent({
  address,
  abi,
  onLogs: (logs) => events.push(...logs.map(({ eventName, args }) => ({ eventName, args }))),
});
const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));
await socket.getChainId(); // which is answered after the two that subscribe
await pause(300);

const token = { address, abi };
const minted = await receipt(
  await wallet.writeContract({ ...token, functionName: "mint", args: [bob.address, 500n] }),
);
told.minted = { status: minted.status, type: minted.type, gas: minted.gasUsed, logs: minted.logs.length };
told.balance = await node.readContract({ ...token, functionName: "balanceOf", args: [bob.address] });
told.logs = (await node.getContractEvents({ ...token, eventName: "Transfer", fromBlock: 0n })).map(
  ({ args, logIndex }) => ({ args, logIndex }),
);
told.gas = await node.estimateContractGas({
  ...token,
  account: alice,
  functionName: "mint",
  args: [bob.address, 1n],
});
try {
  await node.simulateContract({
    ...token,
    account: bob,
    functionName: "transfer",
    args: [alice.address, 10n ** 18n],
  });
  told.revert = "none";
} catch (problem) {
  const revert = problem instanceof BaseError
    && problem.walk((cause) => cause instanceof ContractFunctionRevertedError);
  told.revert = revert ? { name: revert.data?.errorName, args: revert.data?.args } : String(problem);
}
const fees = await node.estimateFeesPerGas();
told.fees = Object.keys(fees).sort();
const signature = await wallet.signTypedData({
  domain: { name: "pydemo", chainId: 31337 },
  types: { Mail: [{ name: "text", type: "string" }] },
  primaryType: "Mail",
  message: { text: "hello" },
});
told.signature = signature;
const list = await node.createAccessList({
  account: alice,
  to: address,
  data: "0x18160ddd", // totalSupply()
});
told.list = list.accessList.length;

await tester.setBalance({ address: "0x7777777777777777777777777777777777777777", value: 5n });
told.set = await node.getBalance({ address: "0x7777777777777777777777777777777777777777" });
await tester.impersonateAccount({ address });
await tester.setBalance({ address, value: parseEther("1") });
const asToken = createWalletClient({ account: address, chain, transport });
const sent = await receipt(await asToken.sendTransaction({ to: bob.address, value: 7n }));
told.impersonated = { from: sent.from, status: sent.status };
const before = await node.getBlock();
await tester.increaseTime({ seconds: 1000 });
await tester.mine({ blocks: 2 });
const after = await node.getBlock();
told.mined = { blocks: after.number - before.number, later: after.timestamp - before.timestamp >= 1000n };
const pending = await node.getTransactionCount({ address: alice.address, blockTag: "pending" });
told.nonce = pending;
for (let wait = 0; wait < 100 && (heads.length < 4 || events.length < 1); wait += 1) await pause(100);
await pause(300); // for what is still on its way
stopHeads();
stopEvents();
told.events = events;
told.heads = heads.length >= 4;
await tester.revert({ id: snapshot });
told.gone = (await node.getCode({ address })) ?? null;

const plain = (_, value) => (typeof value === "bigint" ? value.toString() : value);
process.stdout.write(JSON.stringify(told, plain));
process.exit(0); // open sockets would keep it alive
