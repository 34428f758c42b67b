/// The messages that have a MESSAGE_ID: `journalctl -x` explains them from systemd/catalog/ksfleet.catalog, and other
/// programs may key on them. The ids are random and never change (sd-id128(3)); a message that is put into other words
/// keeps its id.
package enum JournalMessage {
    package static let ids: [String: String] = [
        "incident opened": "d9f38d8ef62a4de88b0cf77c631977e7",
        "incident reopened": "89f3f28934744775aa73776a6d045438",
        "incident closed": "d332d69f449b4de197e04c0ea8c03aa9",
        "the round was not recorded": "3c43e76c35ac4b53bb655389f88e9597",
        "kubeconfigs reloaded": "f20dd3d4a2434f6ebf1dcd4563d35214",
        "reloading the changed kubeconfig failed": "0ef80bed91cf431a8b2fc96af54e6919",
        "a notification was not delivered": "f7f625771f7c4ea180fe27637db8f923",
        "a notification is given up": "c438a5e631cc4204a102b2806007bcd1",
        "stopped": "129fdb633ada4114a11b6b41968b9b2f",
        "rounds are recorded again": "92f82f9fa9ab46a9b7f0e7f357c13e57",
        "a plan is proposed": "185170bc935e435b8d5463b707e625cd",
        "a repair has begun": "d9d46208678a4655bb29878f5482f186",
        "a step of a repair": "d8fedf9147c342a2a92d15ecaed73d5f",
        "a repair ended": "f9576d2125de4b51926dfb4464bede82",
        "the breaker is open: policy repairs nothing until a person closes it": "dd39e69ad86142e8b162b9dafde852ef",
        "the breaker is closed": "c48a1859453e4dd7be99ca2267ead0f4",
        "a plan is approved": "00cba473822042c5bf556880648b9ad1",
        "a plan is rejected": "84e58cb128e84addbb496889dacb6299",
        "a plan has expired": "a5216f990ed1467e821af93473d3eed0",
        "a freeze has begun": "4378f51420a147c1b75d896dbea90ecc",
        "a freeze has ended": "2975f5c386ec42baa0727bc22f428e79",
        "a finding is muted": "8a7a7f2c43b3421b9183cc5a280318de",
        "a mute has ended": "0c7b5fe24cfe4667b40c9c4b05a53a41",
        "policy reloaded": "34b6696e40f9493ca2f64b77c399af0b",
        "the policy was not reloaded: the old one stays in force": "75eac37ca54843b0b1364373e3fba77c",
        "notifications are delivered again": "82cc2622b12447f3b9d8838ffe160090",
        "notifications could not be planned": "7ff0f7a8a9bb4ea2b76c9cd40d3b5f78",
    ]
}
