// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IRng} from "./IRng.sol";

/// @title CommitRevealRng
/// @notice Randomness from secrets of several people, of whom there must be an honest one.
/// @dev For each request there is a time to commit, in which anybody sends the hash of a secret with a bond, and then a
/// time to reveal the secrets. The number is made of all revealed ones, in whatever order. Who reveals gets the bond
/// back; the bond of who does not stays here for good. With fewer revealed secrets than `minReveals` the request fails.
///
/// Whoever distrusts the others commits too: their secret alone makes the number unknown to all others. Who does not has
/// only the word of those who did.
///
/// Why lost bonds go to nobody: one of those who reveal may be the one who held a secret back. Shared out among them,
/// nine tenths of the bond would come back to somebody with nine of the ten secrets that are revealed.
///
/// WARNING: without an honest one the number is chosen, and for free. Somebody whose all commitments are can try secrets
/// off chain before they commit, until the number is one that they like, reveal all of them and have all bonds back: the
/// bond prices nothing then, and however large it is, it stops nobody. How many have committed proves nothing either
/// (`minReveals` does not), for accounts cost nothing. So whoever runs a lottery with it should commit to a secret of
/// their own in every draw, and savers who do not trust them should, too.
/// WARNING: the last to reveal knows the number with and without their secret, and may prefer the second and lose the
/// bond. Somebody with k commitments has 2^k numbers to choose from, at a bond for each secret held back. Holding back
/// n of them pays if it turns a loss into a win of more than n bonds: with a bond of the whole prize or more it never
/// does, however many of the commitments are theirs, as long as one is not. Below that, an example: a prize of 10 ether, odds of 30%, a bond of 1
/// ether. With one commitment the number can be drawn a second time: 51%, for which 0.21 bonds are paid on average, so
/// 1.89 ether of profit. With ten commitments and one secret held back at most, there are eleven numbers: 98%, for 0.68
/// bonds. With a bond of 10 ether the profit is zero, and with a larger one it is a loss.
/// WARNING: with too few secrets besides theirs, they can also make the request fail, at the same price; the yield then
/// stays for the next draw.
/// WARNING: whoever keeps a secret out of all blocks of the time to reveal holds it back at no cost of theirs. Give
/// that time hours rather than minutes.
interface ICommitRevealRng is IRng {
    /// @notice A number from so few people, or in no time, or in more than `MOST_TIME`, makes no sense.
    /// @param commitPeriod Seconds to commit.
    /// @param revealPeriod Seconds to reveal.
    /// @param minReveals Secrets that are needed.
    error InvalidTerms(uint256 commitPeriod, uint256 revealPeriod, uint256 minReveals);

    /// @notice A commitment comes with the bond.
    /// @param sent Wei that came.
    /// @param bond Wei that should have come.
    error WrongBond(uint256 sent, uint256 bond);

    /// @notice The time to commit is over.
    /// @param id The request.
    /// @param endedAt Second (Unix time) at which it ended.
    error CommitPeriodOver(uint256 id, uint256 endedAt);

    /// @notice This is not the time to reveal.
    /// @param id The request.
    /// @param beginsAt First second in which it is.
    /// @param endsAt First second in which it is not any more.
    error NotInRevealPeriod(uint256 id, uint256 beginsAt, uint256 endsAt);

    /// @notice One commitment an account.
    /// @param id The request.
    /// @param committer The account.
    error AlreadyCommitted(uint256 id, address committer);

    /// @notice A commitment is a hash. Zero stands for none, and one for a secret that has been revealed.
    /// @param commitment What came.
    error InvalidCommitment(bytes32 commitment);

    /// @notice This is not the secret that was committed to, or none was, or it has been revealed already.
    /// @param id The request.
    /// @param committer The account.
    error WrongSecret(uint256 id, address committer);

    /// @notice The account has no bond to get back: it did not reveal, or has had it.
    /// @param id The request.
    /// @param committer The account.
    error NoBond(uint256 id, address committer);

    /// @notice The account did not take its ether.
    /// @param to The account.
    /// @param value Wei.
    error BondRefused(address to, uint256 value);

    /// @notice Somebody takes part.
    /// @param id The request.
    /// @param committer The account.
    /// @param commitment Hash of its secret.
    event Committed(uint256 indexed id, address indexed committer, bytes32 commitment);

    /// @notice A secret has become known.
    /// @param id The request.
    /// @param committer The account.
    /// @param secret The secret.
    event Revealed(uint256 indexed id, address indexed committer, bytes32 secret);

    /// @notice A bond went back.
    /// @param id The request.
    /// @param committer The account.
    /// @param value Wei.
    event BondReturned(uint256 indexed id, address indexed committer, uint256 value);

    /// @notice Wei that go with a commitment.
    /// @return value Wei.
    function bond() external view returns (uint256 value);

    /// @notice Seconds to commit, from the request on.
    /// @return duration Seconds.
    function commitPeriod() external view returns (uint256 duration);

    /// @notice Seconds to reveal, after that.
    /// @return duration Seconds.
    function revealPeriod() external view returns (uint256 duration);

    /// @notice Revealed secrets that are needed.
    /// @return number How many.
    function minReveals() external view returns (uint256 number);

    /// @notice Takes part in a request, for a bond.
    /// @param id The request.
    /// @param commitment What `commitmentOf` says of the secret. It is bound to the account: nobody can copy it.
    function commit(uint256 id, bytes32 commitment) external payable;

    /// @notice Makes the caller's secret known.
    /// @param id The request.
    /// @param secret The secret.
    function reveal(uint256 id, bytes32 secret) external;

    /// @notice Most seconds for both periods together: a source must be done within 6 days (see IRng).
    /// @return duration Seconds.
    function MOST_TIME() external view returns (uint256 duration);

    /// @notice Pays the caller's bond back, at any time after the caller has revealed, whatever has become of the
    /// request. Bonds that nobody can ask for stay here: there is no other way out.
    /// @param id The request.
    function withdrawBond(uint256 id) external;

    /// @notice What to commit to.
    /// @param id The request.
    /// @param committer The account.
    /// @param secret Its secret: 32 bytes that nobody can guess, new for each request.
    /// @return commitment The hash.
    function commitmentOf(uint256 id, address committer, bytes32 secret) external pure returns (bytes32 commitment);

    /// @notice How far a request has come.
    /// @param id The request.
    /// @return requestedAt Second (Unix time) of the request.
    /// @return committed How many take part.
    /// @return revealed How many of them have revealed.
    function progressOf(uint256 id) external view returns (uint256 requestedAt, uint256 committed, uint256 revealed);
}
