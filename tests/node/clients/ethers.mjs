// What a script does with ethers: node ethers.mjs URL ARTIFACT. Prints one JSON object, by step.
import { readFileSync } from "node:fs";
import { Contract, ContractFactory, HDNodeWallet, JsonRpcProvider, WebSocketProvider } from "ethers";

const [url, file] = process.argv.slice(2);
const { abi, bytecode } = JSON.parse(readFileSync(file, "utf8"));
const phrase = "test test test test test test test test test test test junk";
const node = new JsonRpcProvider(url, undefined, { pollingInterval: 50, cacheTimeout: -1 });
const socket = new WebSocketProvider(url.replace("http", "ws"));
const wallet = (index) => HDNodeWallet.fromPhrase(phrase, "", `m/44'/60'/0'/0/${index}`).connect(node);
const [alice, bob] = [wallet(0), wallet(1)];

const told = {};
told.network = (await node.getNetwork()).chainId;
const snapshot = await node.send("evm_snapshot", []);
const token = await new ContractFactory(abi, bytecode, alice).deploy(1000n * 10n ** 18n, alice.address);
await token.waitForDeployment();
told.address = await token.getAddress();

const events = [];
const watched = new Contract(told.address, abi, socket);
await watched.on("Transfer", (from, to, value) => events.push({ from, to, value }));
const minted = await (await token.mint(bob.address, 500n)).wait();
told.minted = { status: minted.status, gas: minted.gasUsed, type: minted.type, index: minted.index };
told.log = token.interface.parseLog(minted.logs[0]).args.toArray();
told.balance = await token.balanceOf(bob.address);
told.past = (await token.queryFilter("Transfer", 0)).length;
told.gas = await token.mint.estimateGas(bob.address, 1n);

const failure = async (attempt) => {
  try {
    await attempt();
    return "none";
  } catch (problem) {
    return { code: problem.code, name: problem.revert?.name, args: problem.revert?.args.toArray() };
  }
};
told.call = await failure(() => token.connect(bob).transfer.staticCall(alice.address, 10n ** 18n));
told.estimate = await failure(() => token.connect(bob).transfer.estimateGas(alice.address, 10n ** 18n));
const sent = await token.connect(bob).transfer(alice.address, 10n ** 18n, { gasLimit: 100_000 });
told.mined = (await failure(() => sent.wait())).code;
told.low = await failure(() => alice.sendTransaction({ to: bob.address, nonce: 0, gasLimit: 21_000 }));
told.poor = (await failure(() => alice.sendTransaction({ to: bob.address, value: 10n ** 30n }))).code;

const block = await node.getBlock("latest", true);
told.block = { transactions: block.prefetchedTransactions.length, gas: block.gasUsed };
const fees = await node.getFeeData();
told.fees = fees.maxFeePerGas > 0n && fees.maxPriorityFeePerGas > 0n;
const signer = await node.getSigner(0);
told.signed = await signer.signMessage("hello");
told.typed = await signer.signTypedData(
  { name: "pydemo" },
  { Mail: [{ name: "text", type: "string" }] },
  { text: "hello" },
);
told.unlocked = (await (await signer.sendTransaction({ to: bob.address, value: 1n })).wait()).status;
await new Promise((resolve) => setTimeout(resolve, 500)); // for what is still on its way
told.events = events;
told.reverted = await node.send("evm_revert", [snapshot]);
told.gone = await node.getCode(told.address);

const plain = (_, value) => (typeof value === "bigint" ? value.toString() : value);
process.stdout.write(JSON.stringify(told, plain));
process.exit(0); // open sockets would keep it alive
