// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Shapes
/// @notice For tests only: a function for every shape that arguments and results can have.
contract Shapes {
    enum Colour {
        Red,
        Green,
        Blue
    }

    struct Point {
        int256 x;
        int256 y;
    }

    struct Line {
        Point start;
        Point end;
        string label;
    }

    struct Drawing {
        address painter;
        Colour colour;
        Line[] lines;
        uint8[3] thickness;
        bytes note;
    }

    type Metres is uint128;

    uint256 public constant ANSWER = 42;

    uint256 public number;
    string public text;
    uint256[] public list;
    Line public line;
    mapping(address account => uint256) public scoreOf;
    mapping(address owner => mapping(bytes32 key => string)) public notes;
    mapping(uint256 id => Point) public pointAt;

    /// @notice Stores a number. Called `set`, like two others.
    function set(uint256 value) external {
        number = value;
    }

    /// @notice Stores a text. Called `set`, like two others.
    function set(string calldata value) external {
        text = value;
    }

    /// @notice Stores a number and a text. Called `set`, like two others.
    function set(uint256 value, string calldata words) external {
        number = value;
        text = words;
    }

    /// @notice Tells which type it was called with; the same value fits all three.
    function kind(uint256) external pure returns (string memory) {
        return "uint256";
    }

    /// @notice Tells which type it was called with; the same value fits all three.
    function kind(int256) external pure returns (string memory) {
        return "int256";
    }

    /// @notice Tells which type it was called with; the same value fits all three.
    function kind(uint8) external pure returns (string memory) {
        return "uint8";
    }

    /// @notice Fills everything that has a getter.
    function fill(address account, uint256 score, bytes32 key, string calldata note, Line calldata newLine) external {
        scoreOf[account] = score;
        notes[account][key] = note;
        pointAt[score] = newLine.end;
        line = newLine;
        list.push(score);
    }

    /// @notice Gives a struct back as it came.
    function echoPoint(Point calldata point) external pure returns (Point memory) {
        return point;
    }

    /// @notice Gives a struct of structs, arrays and bytes back as it came.
    function echoDrawing(Drawing calldata drawing) external pure returns (Drawing memory copy) {
        return drawing;
    }

    /// @notice Gives an array of structs back in reverse order.
    function reverse(Point[] calldata points) external pure returns (Point[] memory reversed) {
        reversed = new Point[](points.length);
        for (uint256 i = 0; i < points.length; i++) {
            reversed[i] = points[points.length - 1 - i];
        }
    }

    /// @notice Gives arrays of arrays back as they came.
    function echoNested(uint256[][] calldata rows, bytes[2] calldata pair)
        external
        pure
        returns (uint256[][] memory, bytes[2] memory)
    {
        return (rows, pair);
    }

    /// @notice Gives one value of each simple type back as it came.
    function echoAll(
        bool flag,
        uint8 small,
        int128 signed,
        address account,
        bytes4 tag,
        bytes32 word,
        bytes calldata data,
        string calldata words,
        Colour colour,
        Metres length
    )
        external
        pure
        returns (bool, uint8, int128, address, bytes4, bytes32, bytes memory, string memory, Colour, Metres)
    {
        return (flag, small, signed, account, tag, word, data, words, colour, length);
    }

    /// @notice Several results, all of them named.
    function divide(uint256 value, uint256 by) external pure returns (uint256 quotient, uint256 remainder) {
        return (value / by, value % by);
    }

    /// @notice Several results, of which some have a name.
    function partlyNamed() external pure returns (uint256 first, uint256, string memory third) {
        return (1, 2, "three");
    }

    /// @notice No result at all.
    function nothing() external pure {}

    /// @notice Changes something and returns what it was before.
    function exchange(uint256 value) external returns (uint256 previous) {
        previous = number;
        number = value;
    }

    /// @notice Parameters with names that mean something in Python.
    function keywords(uint256 from, uint256 lambda, uint256 self) external pure returns (uint256 class) {
        return from + lambda + self;
    }
}
