//! Whose key signs a child.

use super::*;

pub(super) fn public(key: &Key) -> Value {
    super::super::parsed(&key.bare_jwk())
}

/// Whose key signs.
pub(super) fn cases() -> Vec<Case> {
    let signed = |id: &str, description: &str, by: &Key, code: &str| {
        pair(id, BOUND, description, |child| child.signed_by(by)).deny_at(2, code)
    };
    let brings = |id: &str, description: &str, by: &Key, code: &str| {
        pair(id, BOUND, description, |child| {
            child.signed_by(by).header("jwk", public(by))
        })
        .deny_at(2, code)
    };
    let private = changed(public(&holder(0)), json!({ "d": "AAAA" }));
    vec![
        signed(
            "signed-by-issuer",
            "The issuer signed the child, which would be the draft's other mode.",
            &key(),
            "signature_invalid",
        ),
        brings(
            "signed-by-issuer-bringing-its-key",
            "The same, with the issuer's key in the header.",
            &key(),
            "link_broken",
        ),
        pair(
            "signed-by-issuer-as-root",
            BOUND,
            "A child that looks as if the issuer had made it.",
            |child| {
                child
                    .signed_by(&key())
                    .without_header("jwk")
                    .header("kid", "ed-1")
                    .claim("iss", ISSUER)
            },
        )
        .deny_at(2, "header_invalid"),
        signed(
            "signed-by-itself",
            "The child is signed by the key that it confirms itself.",
            &holder(1),
            "signature_invalid",
        ),
        brings(
            "signed-by-itself-bringing-its-key",
            "The same, with that key in the header.",
            &holder(1),
            "link_broken",
        ),
        brings(
            "signed-by-stranger",
            "Signed by a key that nobody confirms, and which it brings along.",
            &Key::ed25519(99),
            "link_broken",
        ),
        {
            let child = child();
            let grandchild = child
                .child(&holder(2))
                .signed_by(&holder(0))
                .header("jwk", public(&holder(0)));
            chain(
                "signed-by-grandparent",
                BOUND,
                "The root's holder signs what the child's has to.",
                &[&root(), &child, &grandchild],
            )
            .deny_at(3, "link_broken")
        },
        {
            let sibling = root().child(&holder(3)).claim("jti", "sibling");
            let grandchild = grandchild()
                .signed_by(sibling.holder())
                .header("jwk", public(sibling.holder()));
            chain(
                "signed-by-sibling",
                BOUND,
                "A sibling of the child signs what the child has to.",
                &[&root(), &child(), &grandchild],
            )
            .deny_at(3, "link_broken")
        },
        pair(
            "no-key",
            BOUND,
            "The root confirms a thumbprint, and the child does not bring the key along.",
            |child| child.without_header("jwk"),
        )
        .deny_at(2, "header_invalid"),
        pair(
            "private-key",
            "RFC 9449, section 4.3, check 7",
            "The key that it brings along is a private one.",
            |child| child.header("jwk", private),
        )
        .deny_at(2, "header_invalid"),
        pair(
            "secret-key",
            "RFC 9449, section 4.3, check 7",
            "A secret one.",
            |child| child.header("jwk", json!({ "kty": "oct", "k": "AAAA" })),
        )
        .deny_at(2, "header_invalid"),
        pair("key-no-object", FORMAT, "A text for a key.", |child| {
            child.header("jwk", "key")
        })
        .deny_at(2, "header_invalid"),
        pair(
            "key-by-url",
            "RFC 7515, section 4.1.2",
            "A key to be fetched.",
            |child| child.header("jku", "https://evil.example/jwks"),
        )
        .deny_at(2, "header_unsupported"),
        pair(
            "key-for-another-algorithm",
            "RFC 9864",
            "The key it brings along is for another algorithm.",
            |child| {
                child.header(
                    "jwk",
                    changed(public(&holder(0)), json!({ "alg": "EdDSA" })),
                )
            },
        )
        .deny_at(2, "signature_invalid"),
        chain(
            "root-brings-key",
            "RFC 7515, section 4.1.3",
            "The root's key is the issuer's, and comes from no header.",
            &[&root().header("jwk", public(&key()))],
        )
        .deny("header_unsupported"),
        {
            let root = root().confirming_the_key();
            let child = root.child(&holder(1)).header("jwk", public(&holder(1)));
            chain(
                "key-in-cnf-other-in-header",
                BOUND,
                "`cnf` has one key, the header another.",
                &[&root, &child],
            )
            .deny_at(2, "link_broken")
        },
        {
            let root = root().confirming_the_key();
            let child = root
                .child(&holder(1))
                .without_header("jwk")
                .signed_by(&holder(1));
            chain(
                "key-in-cnf-not-used",
                BOUND,
                "Signed by another key than that of `cnf`.",
                &[&root, &child],
            )
            .deny_at(2, "signature_invalid")
        },
        {
            let root = root().claim(
                "cnf",
                json!({ "jkt": holder(0).thumbprint(), "jwk": public(&holder(3)) }),
            );
            chain(
                "cnf-two-keys",
                BOUND,
                "`jkt` and `jwk` of `cnf` are two keys.",
                &[&root, &root.child(&holder(1))],
            )
            .deny_at(1, "confirmation_unsupported")
        },
        pair(
            "algorithm-none",
            "RFC 8725, section 3.1",
            "No signature.",
            |child| child.header("alg", "none"),
        )
        .deny_at(2, "algorithm_not_allowed"),
        pair(
            "algorithm-symmetric",
            "RFC 8725, section 3.1",
            "A symmetric one, as in the draft's own examples.",
            |child| child.header("alg", "HS256"),
        )
        .deny_at(2, "algorithm_not_allowed"),
        pair(
            "algorithm-not-configured",
            VERIFY,
            "Step 1: one that is not on the operator's list.",
            |child| child.header("alg", "ES384"),
        )
        .deny_at(2, "algorithm_not_allowed"),
        pair(
            "algorithm-polymorphic",
            "RFC 9864",
            "Not a fully-specified one.",
            |child| child.header("alg", "EdDSA"),
        )
        .deny_at(2, "algorithm_not_allowed"),
        pair(
            "child-type",
            "RFC 9068, section 4",
            "A child of another type.",
            |child| child.header("typ", "JWT"),
        )
        .deny_at(2, "type_not_accepted"),
        pair(
            "child-without-type",
            "RFC 9068, section 4",
            "A child without a type.",
            |child| child.without_header("typ"),
        )
        .deny_at(2, "type_not_accepted"),
        pair(
            "child-proof-type",
            "RFC 8725, section 3.11",
            "A DPoP proof for a child.",
            |child| child.header("typ", "dpop+jwt"),
        )
        .deny_at(2, "type_not_accepted"),
        pair(
            "issuer-of-root",
            BOUND,
            "The root's issuer did not sign the child.",
            |child| child.claim("iss", ISSUER),
        )
        .deny_at(2, "link_broken"),
        pair("issuer-itself", BOUND, "The child names itself.", |child| {
            child.claim("iss", "agent-1")
        })
        .deny_at(2, "link_broken"),
        pair(
            "issuer-principal",
            BOUND,
            "The principal did not sign it either.",
            |child| child.claim("iss", "alice"),
        )
        .deny_at(2, "link_broken"),
        pair(
            "issuer-other-thumbprint",
            BOUND,
            "The thumbprint of its own key.",
            |child| child.claim("iss", key_name(1)),
        )
        .deny_at(2, "link_broken"),
        pair(
            "issuer-other-hash",
            "RFC 9278, section 3",
            "A thumbprint with another hash's name.",
            |child| {
                child.claim(
                    "iss",
                    format!(
                        "urn:ietf:params:oauth:jwk-thumbprint:sha-512:{}",
                        holder(0).thumbprint()
                    ),
                )
            },
        )
        .deny_at(2, "link_broken"),
        pair(
            "issuer-absent",
            "RFC 9068, section 2.2",
            "No issuer.",
            |child| child.without("iss"),
        )
        .deny_at(2, "claim_missing"),
    ]
}
