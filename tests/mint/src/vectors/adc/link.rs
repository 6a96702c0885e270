//! The hash that a child holds of its parent, and which token stands where.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    [hashes(), places()].into_iter().flatten().collect()
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
