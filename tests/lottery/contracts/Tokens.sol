// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title SimpleToken
/// @notice For tests only: a token without permits that anybody can make, for others to deviate from.
contract SimpleToken {
    string public name = "Simple";
    string public symbol = "SMP";
    uint8 public decimals = 6;
    uint256 public totalSupply;
    mapping(address account => uint256) public balanceOf;
    mapping(address owner => mapping(address spender => uint256)) public allowance;

    function make(address to, uint256 value) external {
        balanceOf[to] += value;
        totalSupply += value;
    }

    function approve(address spender, uint256 value) external returns (bool) {
        allowance[msg.sender][spender] = value;
        return true;
    }

    function transfer(address to, uint256 value) external returns (bool) {
        return _move(msg.sender, to, value);
    }

    function transferFrom(address from, address to, uint256 value) external returns (bool) {
        if (allowance[from][msg.sender] != type(uint256).max) allowance[from][msg.sender] -= value;
        return _move(from, to, value);
    }

    function _move(address from, address to, uint256 value) internal virtual returns (bool) {
        balanceOf[from] -= value;
        balanceOf[to] += value;
        return true;
    }
}

/// @notice For tests only: keeps a hundredth of what is moved.
contract FeeToken is SimpleToken {
    function _move(address from, address to, uint256 value) internal override returns (bool) {
        super._move(from, to, value);
        balanceOf[to] -= value / 100;
        return true;
    }
}

/// @notice For tests only: says no instead of reverting.
contract FalseToken is SimpleToken {
    function _move(address from, address to, uint256 value) internal override returns (bool) {
        if (balanceOf[from] < value) return false;
        return super._move(from, to, value);
    }
}

/// @notice For tests only: says nothing at all, as USDT does.
contract SilentToken is SimpleToken {
    function _move(address from, address to, uint256 value) internal override returns (bool) {
        super._move(from, to, value);
        assembly {
            return(0, 0)
        }
    }
}

/// @notice For tests only: answers with a single byte.
contract TerseToken is SimpleToken {
    function _move(address from, address to, uint256 value) internal override returns (bool) {
        super._move(from, to, value);
        assembly {
            mstore8(0, 1)
            return(0, 1)
        }
    }
}

/// @notice For tests only: takes something from everybody's balance, whenever somebody wants.
contract ShrinkingToken is SimpleToken {
    function shrink(address account, uint256 value) external {
        balanceOf[account] -= value;
    }
}

/// @notice For tests only: calls somebody before it moves anything, as ERC-777 does.
contract CallingToken is SimpleToken {
    address private _target;
    bytes private _data;

    function callNext(address target, bytes calldata data) external {
        _target = target;
        _data = data;
    }

    function _move(address from, address to, uint256 value) internal override returns (bool) {
        if (_target != address(0)) {
            address target = _target;
            delete _target;
            (bool succeeded, bytes memory answer) = target.call(_data);
            if (!succeeded) {
                assembly {
                    revert(add(answer, 0x20), mload(answer))
                }
            }
        }
        return super._move(from, to, value);
    }
}

/// @notice For tests only: an account that is a contract, to be called by a token or to call a vault.
contract Saver {
    function act(address target, bytes calldata data) external returns (bytes memory) {
        (bool succeeded, bytes memory answer) = target.call(data);
        if (!succeeded) {
            assembly {
                revert(add(answer, 0x20), mload(answer))
            }
        }
        return answer;
    }
}
