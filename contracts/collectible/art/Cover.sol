// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Cover
/// @notice The picture of a piece that is not revealed yet: an envelope under a gold seal. It is the same for every
/// piece, as nothing may be known of any.
library Cover {
    /// @notice The whole SVG document.
    function draw() internal pure returns (string memory) {
        return '<svg xmlns="http://www.w3.org/2000/svg" width="1440" height="1440" viewBox="-4 -4 48 48">'
        '<path fill="#f3ead7" d="M-4-4h48v48h-48z"/>' // the table
        '<path fill="#1c3356" d="M0 0h40v40h-40z"/><path fill="#24406b" d="M0 0L20 20L0 40z"/>' // the sides
        '<path fill="#b93a2b" d="M0 40L20 20L40 40z"/><path fill="#d8492f" d="M0 0L20 23L40 0z"/>' // the flaps
        '<circle cx="20" cy="22" r="6.5" fill="#e3ae42"/>' // the seal, and a star in it
        '<circle cx="20" cy="22" r="5" fill="none" stroke="#b97f1f" stroke-width=".5"/>'
        '<path fill="#b97f1f" d="M20 18a4 4 0 0 1 4 4a4 4 0 0 1-4-4zM24 22a4 4 0 0 1-4 4a4 4 0 0 1 4-4z'
        'M20 26a4 4 0 0 1-4-4a4 4 0 0 1 4 4zM16 22a4 4 0 0 1 4-4a4 4 0 0 1-4 4z"/></svg>';
    }
}
