"""The embedded chain: accounts, time, anchors, and web3's view of it."""
