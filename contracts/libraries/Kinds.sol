// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

/// @dev The kinds of internal blocks (docs/formats.md, 2).
library Kinds {
    uint16 internal constant ACT_WITHDRAW = 0x0001;

    uint16 internal constant ENROL = 0x0101;
    uint16 internal constant REGISTER = 0x0102;
    uint16 internal constant ATTEST = 0x0103;
    uint16 internal constant SUSPEND = 0x0104;
    uint16 internal constant RESTORE = 0x0105;
    uint16 internal constant SEAL_KEY = 0x0106;
    uint16 internal constant KEY_ROTATE = 0x0107;
    uint16 internal constant REKEY = 0x0108;
    uint16 internal constant REKEY_OBJECT = 0x0109;
    uint16 internal constant WITNESS_ENTER = 0x010a;
    uint16 internal constant WITNESS_REMOVE = 0x010b;
    uint16 internal constant FOUNDER_REKEY = 0x010c;
    uint16 internal constant WRAP_AGAIN = 0x010d;

    uint16 internal constant DEVICE_REGISTER = 0x0201;
    uint16 internal constant METER_REGISTER = 0x0202;
    uint16 internal constant METER_REPLACE = 0x0203;
    uint16 internal constant METER_VERIFY = 0x0204;
    uint16 internal constant DEVICE_REVOKE = 0x0205;
    uint16 internal constant METER_TRANSFER = 0x0206;

    uint16 internal constant RATE = 0x0301;
    uint16 internal constant RATE_WITHDRAW = 0x0302;

    uint16 internal constant HOUSE = 0x0401;
    uint16 internal constant FLAT_FACT = 0x0402;
    uint16 internal constant AREA_SUM = 0x0403;
    uint16 internal constant FLAT_ACCOUNT = 0x0404;

    uint16 internal constant OFFER = 0x1101;
    uint16 internal constant COPY = 0x1102;
    uint16 internal constant CANCEL = 0x1103;
    uint16 internal constant OFFER_WITHDRAW = 0x1104;

    uint16 internal constant INVOICE = 0x1201;
    uint16 internal constant PAYMENT = 0x1202;
    uint16 internal constant RECEIPT = 0x1203;
    uint16 internal constant PAYMENT_REFUSED = 0x1204;
    uint16 internal constant PAYMENT_DEEMED = 0x1205;
    uint16 internal constant PAYMENT_REVERSED = 0x1206;
    uint16 internal constant CARRY = 0x1207;
    uint16 internal constant VOID = 0x1208;
    uint16 internal constant REFUND_ORDER = 0x1209;
    uint16 internal constant REFUND = 0x120a;

    uint16 internal constant READINGS = 0x1301;
    uint16 internal constant PERIOD_KEYS = 0x1302;
    uint16 internal constant READING_REQUEST = 0x1303;
    uint16 internal constant APPEAL = 0x1304;
    uint16 internal constant APPEAL_ANSWER = 0x1305;
}
