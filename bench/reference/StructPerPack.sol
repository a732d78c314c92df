// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title The reference that the gas bench measures against: one struct for each pack.
/// @notice A drug-tracing contract as it is usually written: strings as they are printed, a struct in a mapping, an
/// event for each step. Nothing is done twice and nothing is left out that an inspector would ask for.
contract StructPerPack {
    enum Role {
        None,
        Maker,
        Wholesaler,
        Pharmacy
    }

    enum Status {
        None,
        InStock,
        Dispensed
    }

    struct Pack {
        string traceCode;
        string productCode;
        string batchNumber;
        uint256 madeAt;
        uint256 expiresAt;
        address maker;
        uint256 registeredAt;
        address holder;
        Status status;
        string consignmentNumber;
        uint256 shippedAt;
        string receiptNumber;
        bytes32 personCommitment;
        uint256 priceFen;
        uint256 dispensedAt;
    }

    event PackRegistered(string traceCode, string productCode, string batchNumber, address indexed maker);
    event PackShipped(string traceCode, address indexed from, address indexed to, string consignmentNumber);
    event PackDispensed(string traceCode, address indexed pharmacy, string receiptNumber, uint256 priceFen);

    error NotOwner();
    error WrongRole();
    error AlreadyRegistered();
    error NotHolder();
    error NotInStock();
    error Expired();

    address public immutable OWNER = msg.sender;

    mapping(address account => Role) public roles;
    mapping(string traceCode => Pack) private packs;

    function setRole(address account, Role role) external {
        if (msg.sender != OWNER) revert NotOwner();
        roles[account] = role;
    }

    function register(
        string calldata traceCode,
        string calldata productCode,
        string calldata batchNumber,
        uint256 madeAt,
        uint256 expiresAt
    ) external {
        if (roles[msg.sender] != Role.Maker) revert WrongRole();
        Pack storage pack = packs[traceCode];
        if (pack.status != Status.None) revert AlreadyRegistered();
        pack.traceCode = traceCode;
        pack.productCode = productCode;
        pack.batchNumber = batchNumber;
        pack.madeAt = madeAt;
        pack.expiresAt = expiresAt;
        pack.maker = msg.sender;
        pack.registeredAt = block.timestamp;
        pack.holder = msg.sender;
        pack.status = Status.InStock;
        emit PackRegistered(traceCode, productCode, batchNumber, msg.sender);
    }

    function ship(string calldata traceCode, address to, string calldata consignmentNumber) external {
        if (roles[to] == Role.None) revert WrongRole();
        Pack storage pack = packs[traceCode];
        if (pack.holder != msg.sender) revert NotHolder();
        if (pack.status != Status.InStock) revert NotInStock();
        pack.holder = to;
        pack.consignmentNumber = consignmentNumber;
        pack.shippedAt = block.timestamp;
        emit PackShipped(traceCode, msg.sender, to, consignmentNumber);
    }

    function dispense(
        string calldata traceCode,
        string calldata receiptNumber,
        bytes32 personCommitment,
        uint256 priceFen
    ) external {
        if (roles[msg.sender] != Role.Pharmacy) revert WrongRole();
        Pack storage pack = packs[traceCode];
        if (pack.holder != msg.sender) revert NotHolder();
        if (pack.status != Status.InStock) revert NotInStock();
        if (block.timestamp >= pack.expiresAt) revert Expired();
        pack.status = Status.Dispensed;
        pack.receiptNumber = receiptNumber;
        pack.personCommitment = personCommitment;
        pack.priceFen = priceFen;
        pack.dispensedAt = block.timestamp;
        emit PackDispensed(traceCode, msg.sender, receiptNumber, priceFen);
    }

    function packOf(string calldata traceCode) external view returns (Pack memory) {
        return packs[traceCode];
    }
}
