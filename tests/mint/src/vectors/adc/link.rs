//! How a child follows from its parent: the signature, the hash, the place.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    [keys(), hashes(), places(), presentation()]
        .into_iter()
        .flatten()
        .collect()
}

fn public(key: &Key) -> Value {
    super::super::parsed(&key.bare_jwk())
}

/// Whose key signs.
fn keys() -> Vec<Case> {
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
            |child| {
                child.claim(
                    "iss",
                    format!(
                        "urn:ietf:params:oauth:jwk-thumbprint:sha-256:{}",
                        holder(1).thumbprint()
                    ),
                )
            },
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

/// What the child holds of its parent.
fn hashes() -> Vec<Case> {
    let by = |id: &str, description: &str, hash: Value| {
        pair(id, FORMAT, description, |child| {
            child.claim("par_hash", hash)
        })
        .deny_at(2, "link_broken")
    };
    let right = root().hash();
    let hex: String = crate::decode(&right)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    // Of both parts, so that the last one's bits differ
    let again = {
        let mut text = right.clone();
        let last = text.pop().expect("43 characters");
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let at = alphabet.find(last).expect("base64url");
        text.push(alphabet.chars().nth(at + 1).expect("a neighbour"));
        text
    };
    vec![
        by(
            "hash-of-token",
            "The hash of the whole token.",
            hash(root().mint()).into(),
        ),
        by(
            "hash-of-payload",
            "Of the payload's text.",
            hash(root().payload_text()).into(),
        ),
        by(
            "hash-of-encoded-payload",
            "Of the encoded payload.",
            hash(crate::encode(root().payload_text())).into(),
        ),
        by(
            "hash-of-decoded",
            "Of header and payload, not encoded.",
            hash(format!(
                "{}.{}",
                root().header_text(),
                root().payload_text()
            ))
            .into(),
        ),
        by("hash-hex", "In hexadecimal.", hex.into()),
        by("hash-padded", "Padded.", format!("{right}=").into()),
        by(
            "hash-other-spelling",
            "With bits after the last octet.",
            again.into(),
        ),
        by("hash-short", "Cut.", right[..42].into()),
        by("hash-other", "Of another token.", child().hash().into()),
        by("hash-of-itself", "Of nothing.", hash("").into()),
        pair("hash-empty", FORMAT, "Empty.", |child| {
            child.claim("par_hash", "")
        })
        .deny_at(2, "claim_invalid"),
        pair("hash-null", FORMAT, "Null.", |child| {
            child.claim("par_hash", Value::Null)
        })
        .deny_at(2, "claim_invalid"),
        pair("hash-array", FORMAT, "In an array.", |child| {
            child.claim("par_hash", json!([right]))
        })
        .deny_at(2, "claim_invalid"),
        pair("hash-absent", FORMAT, "None.", |child| {
            child.without("par_hash")
        })
        .deny_at(2, "link_broken"),
        chain(
            "root-with-hash",
            FORMAT,
            "A root has no parent.",
            &[&root().claim("par_hash", root().hash())],
        )
        .deny("link_broken"),
        {
            let reissued = child().claim("jti", "d-1-again").claim("exp", NOW + 585);
            chain(
                "parent-reissued",
                VERIFY,
                "Step 2: a parent that was issued again is another token.",
                &[&root(), &reissued, &grandchild()],
            )
            .deny_at(3, "link_broken")
        },
        {
            // Ed25519 is deterministic, so the header is what differs
            let again = child().without_header("c14n");
            chain(
                "parent-signed-again",
                VERIFY,
                "The same claims in another token.",
                &[&root(), &again, &grandchild()],
            )
            .deny_at(3, "link_broken")
        },
        {
            let sibling = root()
                .child(&holder(1))
                .scopes(&["crm.*", "mail.send"])
                .claim("jti", "sibling");
            chain(
                "sibling-swapped",
                VERIFY,
                "A wider sibling in the parent's place, held by the same key.",
                &[&root(), &sibling, &grandchild()],
            )
            .deny_at(3, "link_broken")
        },
        {
            let other = root()
                .claim("jti", "other")
                .scopes(&["crm.*", "mail.*", "User.Read"]);
            chain(
                "root-swapped",
                VERIFY,
                "A wider root in the root's place.",
                &[&other, &child()],
            )
            .deny_at(2, "link_broken")
        },
    ]
}

/// Which token stands where.
fn places() -> Vec<Case> {
    let depth = |id: &str, description: &str, depth: Value, code: &str| {
        pair(id, FORMAT, description, |child| {
            child.claim("del_depth", depth)
        })
        .deny_at(2, code)
    };
    let root_depth = |id: &str, description: &str, depth: Value, code: &str| {
        chain(
            id,
            FORMAT,
            description,
            &[&root().claim("del_depth", depth)],
        )
        .deny(code)
    };
    let most = |id: &str, description: &str, most: Value, code: &str| {
        chain(
            id,
            FORMAT,
            description,
            &[&root().claim("del_max_depth", most)],
        )
        .deny(code)
    };
    let (a, b, c) = (root(), child(), grandchild());
    let other_root = root().claim("jti", "other");
    vec![
        depth("depth-zero", "The root's depth.", json!(0), "link_broken"),
        depth("depth-skipped", "One is left out.", json!(2), "link_broken"),
        depth("depth-text", "A text.", json!("1"), "claim_invalid"),
        depth(
            "depth-negative",
            "Less than nothing.",
            json!(-1),
            "claim_invalid",
        ),
        depth("depth-fraction", "A fraction.", json!(1.5), "claim_invalid"),
        depth(
            "depth-true",
            "True is not one.",
            json!(true),
            "claim_invalid",
        ),
        depth("depth-null", "Null.", Value::Null, "claim_invalid"),
        pair("depth-absent", FORMAT, "None.", |child| {
            child.without("del_depth")
        })
        .deny_at(2, "claim_missing"),
        root_depth(
            "root-depth-one",
            "A root that says it is none.",
            json!(1),
            "link_broken",
        ),
        root_depth("root-depth-text", "A text.", json!("0"), "claim_invalid"),
        chain(
            "root-depth-absent",
            FORMAT,
            "None.",
            &[&root().without("del_depth")],
        )
        .deny("claim_missing"),
        most(
            "maximum-zero",
            "No token at all.",
            json!(0),
            "claim_invalid",
        ),
        most(
            "maximum-negative",
            "Fewer than none.",
            json!(-5),
            "claim_invalid",
        ),
        most("maximum-text", "A text.", json!("9"), "claim_invalid"),
        chain(
            "maximum-absent",
            FORMAT,
            "A root says how long its chain may be.",
            &[&root().without("del_max_depth")],
        )
        .deny("claim_missing"),
        pair(
            "maximum-raised",
            SUBSUMPTION,
            "Rule 5: a child that allows more.",
            |child| child.claim("del_max_depth", 11),
        )
        .deny_at(2, "authority_widened"),
        pair("maximum-of-child-zero", FORMAT, "Not positive.", |child| {
            child.claim("del_max_depth", 0)
        })
        .deny_at(2, "claim_invalid"),
        pair(
            "maximum-of-child-null",
            FORMAT,
            "Null is not absent.",
            |child| child.claim("del_max_depth", Value::Null),
        )
        .deny_at(2, "claim_invalid"),
        {
            let root = root().claim("del_max_depth", 1);
            chain(
                "maximum-one",
                VERIFY,
                "Step 3: a chain of one, and a child all the same.",
                &[&root, &root.child(&holder(1))],
            )
            .deny_at(2, "depth_exceeded")
        },
        chain(
            "maximum-one-alone",
            VERIFY,
            "A chain of one.",
            &[&root().claim("del_max_depth", 1)],
        )
        .accept(),
        {
            let root = root().claim("del_max_depth", 2);
            let child = root.child(&holder(1));
            let grandchild = child.child(&holder(2));
            chain(
                "maximum-two",
                VERIFY,
                "The maximum is the root's, though its child does not repeat it.",
                &[&root, &child, &grandchild],
            )
            .deny_at(3, "depth_exceeded")
        },
        {
            let child = child().claim("del_max_depth", 2);
            let grandchild = child.child(&holder(2)).claim("del_max_depth", 10);
            chain(
                "maximum-lowered-and-raised",
                SUBSUMPTION,
                "A grandchild does not get back what the child gave up.",
                &[&root(), &child, &grandchild],
            )
            .deny_at(3, "authority_widened")
        },
        chain(
            "missing-middle",
            VERIFY,
            "The middle one is not shown.",
            &[&a, &c],
        )
        .deny_at(2, "link_broken"),
        chain("missing-root", VERIFY, "The root is not shown.", &[&b, &c])
            .deny_at(1, "header_unsupported"),
        chain(
            "child-alone",
            BOUND,
            "A child of the chain, and nothing before it.",
            &[&b],
        )
        .deny("header_unsupported"),
        chain(
            "child-alone-of-issuer",
            BOUND,
            "The same, made by the issuer.",
            &[&b.clone()
                .signed_by(&key())
                .without_header("jwk")
                .header("kid", "ed-1")
                .claim("iss", ISSUER)
                .claim("del_max_depth", 10)],
        )
        .deny("link_broken"),
        chain(
            "reordered",
            VERIFY,
            "Parent and child have changed places.",
            &[&a, &c, &b],
        )
        .deny_at(2, "link_broken"),
        chain("reversed", VERIFY, "Leaf first.", &[&c, &b, &a]).deny_at(1, "header_unsupported"),
        chain("repeated", VERIFY, "The child twice.", &[&a, &b, &b]).deny_at(3, "link_broken"),
        chain("root-repeated", VERIFY, "The root twice.", &[&a, &a]).deny_at(2, "header_invalid"),
        chain(
            "two-roots",
            VERIFY,
            "Another root behind the root.",
            &[&a, &other_root],
        )
        .deny_at(2, "header_invalid"),
        chain(
            "two-chains",
            VERIFY,
            "A root, and the child of another one.",
            &[&a, &other_root.child(&holder(1))],
        )
        .deny_at(2, "link_broken"),
        pair(
            "id-reused",
            "RFC 7519, section 4.1.7",
            "A child with its parent's `jti`.",
            |child| child.claim("jti", "d-0"),
        )
        .deny_at(2, "token_repeated"),
        {
            let tokens: Vec<_> = [a.mint(), good().actor("agent-1").mint()].into();
            case(
                "lineage-behind-root",
                BOUND,
                "An access token of the issuer is no child.",
            )
            .with("presented", presented(&tokens, &holder(0)))
            .deny_at(2, "header_invalid")
        },
    ]
}

/// Who presents it.
fn presentation() -> Vec<Case> {
    let source = "draft-asor-wimse-agent-delegation-chain-02, Holder Binding";
    let tokens = [root().mint(), child().mint()];
    let by = |id: &str, description: &str, holder: &Key, code: &str| {
        case(id, source, description)
            .with("presented", presented(&tokens, holder))
            .deny(code)
    };
    let without_proof = |scheme: &str| json!({ "token": tokens[1], "parents": [tokens[0]], "proofs": { "scheme": scheme, "method": "POST", "target": "/mcp" } });
    let issuer = json!({ "issuer": ISSUER, "jwks": key_set([&key()]), "profile": { "adc-03-bound": {} }, "algorithms": ["Ed25519"] });
    vec![
        by("proof-of-parent", "The holder of the root presents its child.", &holder(0), "proof_key_mismatch"),
        by("proof-of-stranger", "Nobody's key.", &Key::ed25519(99), "proof_key_mismatch"),
        case("proof-absent", source, "No proof.").with("presented", without_proof("DPoP")).deny("proof_required"),
        case("proof-absent-bearer", source, "As a bearer token.").with("presented", without_proof("Bearer")).deny("scheme_mismatch"),
        {
            let proof = dpop_proof(&holder(1), &tokens[0]).mint();
            case("proof-for-parent", "RFC 9449, section 4.3, check 12", "The right key, and a proof for the root.").with("presented", json!({
                "token": tokens[1], "parents": [tokens[0]], "proofs": { "scheme": "DPoP", "dpop": [proof], "method": "POST", "target": "/mcp" },
            })).deny("proof_token_mismatch")
        },
        pair("leaf-confirms-key-alone", source, "The last token has no thumbprint that a DPoP proof could show.", Delegation::confirming_the_key).deny("confirmation_unsupported"),
        chain("root-confirms-key-alone", source, "Nor has a root that is the last one.", &[&root().confirming_the_key()]).deny("confirmation_unsupported"),
        pair("confirmation-absent", FORMAT, "A child that drops `cnf`.", |child| child.without("cnf")).deny_at(2, "claim_missing"),
        chain("root-confirmation-absent", FORMAT, "A root without it.", &[&root().without("cnf")]).deny("claim_missing"),
        pair("confirmation-null", FORMAT, "Null.", |child| child.claim("cnf", Value::Null)).deny_at(2, "confirmation_unsupported"),
        pair("confirmation-certificate-alone", source, "A certificate makes no child.", |child| child.claim("cnf", json!({ "x5t#S256": hash("certificate") }))).deny_at(2, "confirmation_unsupported"),
        pair("confirmation-private", "RFC 7800, section 3.2", "A private key in `cnf`.", |child| {
            child.claim("cnf", json!({ "jwk": changed(public(&holder(1)), json!({ "d": "AAAA" })) }))
        }).deny_at(2, "confirmation_unsupported"),
        pair("confirmation-small-order", "RFC 8032, section 5.1.7", "A key with which everybody can sign.", |child| {
            child.claim("cnf", json!({ "jwk": { "kty": "OKP", "crv": "Ed25519", "x": crate::encode(crate::forge::NEUTRAL) } }))
        }).deny_at(2, "confirmation_unsupported"),
        Case::new("token", "configuration-without-proofs", source, "A gate that takes no proofs could take no chain.")
            .with("config", changed(config(), json!({ "issuers": [issuer] })))
            .token(tokens[0].as_str())
            .with("now", NOW)
            .config_error("proofs"),
        Case::new("token", "configuration-algorithm", "RFC 9864", "`EdDSA` is not fully specified.")
            .with("config", changed(takes(json!({})), json!({ "issuers": [{ "issuer": ISSUER, "jwks": key_set([&key()]), "profile": { "adc-03-bound": {} }, "algorithms": ["EdDSA"] }] })))
            .token(tokens[0].as_str())
            .with("now", NOW)
            .config_error("issuers[0].algorithms[0]"),
        Case::new("token", "configuration-quantity", "Narrowgate's configuration", "An argument has a name.")
            .with("config", takes(json!({ "quantities": { "max_rows": "" } })))
            .token(tokens[0].as_str())
            .with("now", NOW)
            .config_error("issuers[0].profile.adc-03-bound.quantities"),
        Case::new("token", "not-configured", "Off until configured", "To a gate that knows no chains, a root is an access token without scopes, and a child nothing.")
            .with("config", changed(takes(json!({})), json!({ "issuers": [super::super::issuer(ISSUER, &key())] })))
            .with("presented", of(&[&child()]))
            .with("now", NOW)
            .deny("header_unsupported"),
        case("limit-tokens", "Limit: tokens of one request", "Nine, and eight are looked at.").with("presented", {
            let mut tokens = vec![root()];
            for number in 1..9_u8 {
                let next = tokens.last().map(|last| last.child(&holder(number)));
                tokens.extend(next);
            }
            of(&tokens.iter().collect::<Vec<_>>())
        }).deny("too_many_tokens"),
        pair("limit-depth", "Limit: actors behind the principal", "Two actors, and one is allowed.", |child| child)
            .with("config", changed(takes(json!({})), json!({ "maxDepth": 1 })))
            .deny_at(2, "depth_exceeded"),
    ]
}
