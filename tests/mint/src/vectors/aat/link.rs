//! One token after another: which stands there, who signed it, and as what.

use super::*;
use crate::access_token;

pub(super) fn cases() -> Vec<Case> {
    [order(), keys(), headers(), issuers()]
        .into_iter()
        .flatten()
        .collect()
}

/// Every token held by one agent: then no signature tells them apart.
fn of_one_agent(tokens: u8) -> Vec<Linked> {
    (1..tokens).fold(vec![root()], |mut chain, _| {
        chain.push(chain.last().expect("a root").child(&agent(0)));
        chain
    })
}

fn picked(chain: &[Linked], indices: &[usize]) -> Vec<Linked> {
    indices.iter().map(|index| chain[*index].clone()).collect()
}

fn order() -> Vec<Case> {
    let source = &section("7, steps 2 to 5");
    let (chain, alike) = (chain(3), of_one_agent(3));
    let pick = |id: &str, description: &str, indices: &[usize]| {
        call(id, source, description, &picked(&chain, indices))
    };
    let pick_alike = |id: &str, description: &str, indices: &[usize]| {
        let id = format!("{id}-same-key");
        call(&id, source, description, &picked(&alike, indices))
    };
    let swapped = |sibling: Linked| [root(), sibling, chain[2].clone()];
    let wider = chain[1].clone().claim("jti", string("sibling"));
    let long = descendants(root().claim("del_max_depth", "31"), 32);
    let large = changed(
        gate(json!({})),
        json!({ "maxDepth": 10, "limits": { "tokens": 32, "presentedBytes": 262_144 } }),
    );
    vec![
        pick("missing-middle", "The middle is missing.", &[0, 2]).deny_at(2, "signature_invalid"),
        pick_alike("missing-middle", "The middle is missing.", &[0, 2]).deny_at(2, "link_broken"),
        pick("reordered", "Middle and leaf are exchanged.", &[0, 2, 1])
            .deny_at(2, "signature_invalid"),
        pick_alike("reordered", "Middle and leaf are exchanged.", &[0, 2, 1])
            .deny_at(2, "link_broken"),
        pick("repeated", "The middle stands there twice.", &[0, 1, 1, 2])
            .deny_at(3, "signature_invalid"),
        pick_alike("repeated", "The middle stands there twice.", &[0, 1, 1, 2])
            .deny_at(3, "link_broken"),
        pick("root-twice", "The root stands there twice.", &[0, 0, 1])
            .deny_at(2, "signature_invalid"),
        pick_alike("root-twice", "The root stands there twice.", &[0, 0, 1])
            .deny_at(2, "signature_invalid"),
        pick("no-root", "The root is missing.", &[1, 2]).deny_at(1, "issuer_unknown"),
        pick("leaf-alone", "A chain of one, at depth 2.", &[2]).deny("issuer_unknown"),
        pick("leaf-first", "Leaf first.", &[2, 1, 0]).deny_at(1, "issuer_unknown"),
        call(
            "child-alone-signed-by-issuer",
            source,
            "A chain of one at depth 1, whose issuer calls it a child.",
            &[root()
                .claim("del_depth", "1")
                .claim("par_hash", string(&hash("x")))],
        )
        .deny("link_broken"),
        call(
            "sibling",
            source,
            "A sibling of the middle, held by the same agent.",
            &swapped(wider),
        )
        .deny_at(3, "link_broken"),
        call(
            "sibling-root",
            source,
            "Another root of the same agent's.",
            &[root().claim("jti", string("other")), chain[1].clone()],
        )
        .deny_at(2, "link_broken"),
        call(
            "parent-signed-again",
            source,
            "The same root, signed again with one claim more.",
            &[root().claim("note", "1"), chain[1].clone()],
        )
        .deny_at(2, "link_broken"),
        call(
            "parent-respelt",
            source,
            "The same root, with a header of other bytes.",
            &[
                root().header("typ", string("application/aat+jwt")),
                chain[1].clone(),
            ],
        )
        .deny_at(2, "link_broken"),
        call(
            "two-roots",
            source,
            "Another root in a child's place.",
            &[root(), root().claim("jti", string("l-1"))],
        )
        .deny_at(2, "signature_invalid"),
        call(
            "same-jti",
            source,
            "A child has its root's `jti`.",
            &[root(), chain[1].clone().claim("jti", string("l-0"))],
        )
        .deny_at(2, "token_repeated"),
        call(
            "same-jti-apart",
            source,
            "A grandchild has its root's `jti`.",
            &[
                root(),
                chain[1].clone(),
                chain[2].clone().claim("jti", string("l-0")),
            ],
        )
        .deny_at(3, "token_repeated"),
        call(
            "nine-tokens",
            source,
            "More than a request may present.",
            &descendants(root(), 9),
        )
        .deny("too_many_tokens"),
        call(
            "thirty-two-tokens",
            source,
            "As many as any gate takes, and more agents than any gate takes.",
            &long,
        )
        .with("config", large)
        .deny_at(11, "depth_exceeded"),
        call(
            "six-agents",
            source,
            "More agents than the gate takes by default.",
            &descendants(root().claim("del_max_depth", "9"), 6),
        )
        .deny_at(6, "depth_exceeded"),
        mixed(),
    ]
}

/// An access token of another issuer stands before a root.
fn mixed() -> Case {
    let case = case(
        "access-token-before",
        &section("3"),
        "An access token of another issuer stands before a root.",
    );
    let other = "https://other.example";
    let config = changed(
        gate(json!({})),
        json!({ "issuers": [trusted(json!({})), issuer(other, &Key::ed25519(2))] }),
    );
    let before = access_token(&Key::ed25519(2)).issuer(other).mint();
    let proof = call_proof(&agent(0), "l-0", "ping", "{}").mint();
    case.with("config", config)
        .with(
            "presented",
            json!({ "token": root().mint(), "parents": [before], "proofs": { "aat": [proof] } }),
        )
        .with("request", json!({ "tool": "ping", "input": {} }))
        .deny_at(2, "link_broken")
}

fn keys() -> Vec<Case> {
    let source = &section("7, step 4b");
    let signed = |id: &str, description: &str, key: &Key| {
        call(
            &format!("signed-by-{id}"),
            source,
            description,
            &[root(), root().child(&agent(1)).signed_by(key)],
        )
    };
    let other = "https://other.example";
    let also = changed(
        gate(json!({})),
        json!({ "issuers": [trusted(json!({})), changed(trusted(json!({})), json!({ "issuer": other, "jwks": key_set([&Key::ed25519(2)]) }))] }),
    );
    let chain = chain(3);
    let again = chain[1].child(&agent(2)).signed_by(&agent(0));
    vec![
        signed("itself", "A child is signed with its own key.", &agent(1))
            .deny_at(2, "signature_invalid"),
        signed("issuer", "With the issuer's.", &key()).deny_at(2, "signature_invalid"),
        signed("nobody", "With a key that nobody knows.", &agent(9))
            .deny_at(2, "signature_invalid"),
        signed(
            "another-issuer",
            "With that of another trusted issuer.",
            &Key::ed25519(2),
        )
        .with("config", also)
        .deny_at(2, "signature_invalid"),
        call(
            "signed-by-grandparent",
            source,
            "A grandchild is signed with the key that the root confirms.",
            &[root(), chain[1].clone(), again],
        )
        .deny_at(3, "signature_invalid"),
        call(
            "signed-by-sibling",
            source,
            "A grandchild is signed by a sibling of its parent.",
            &[
                root(),
                chain[1].clone(),
                chain[1].child(&agent(2)).signed_by(&agent(5)),
            ],
        )
        .deny_at(3, "signature_invalid"),
        call(
            "root-forged",
            source,
            "A root that somebody else signed.",
            &[root().signed_by(&agent(0))],
        )
        .deny("signature_invalid"),
        call(
            "root-forged-with-child",
            source,
            "The same, with a child.",
            &[root().signed_by(&agent(0)), chain[1].clone()],
        )
        .deny_at(1, "signature_invalid"),
    ]
}

fn headers() -> Vec<Case> {
    let source = "RFC 8725, section 3.11";
    let of_child = |id: &str, description: &str, change: &dyn Fn(Linked) -> Linked| {
        call(
            &format!("header-{id}"),
            source,
            description,
            &[root(), change(root().child(&agent(1)))],
        )
    };
    let typ = |id: &str, typ: &'static str| {
        of_child(
            &format!("typ-{id}"),
            &format!("`typ` of a child is `{typ}`."),
            &move |child| child.header("typ", string(typ)),
        )
    };
    let es256 = {
        let root = root().held_by(&Key::es256(7));
        let child = root.child(&agent(1)).header("alg", string("Ed25519"));
        call(
            "header-alg-of-another-type",
            source,
            "The header says Ed25519, and the key is a P-256 key.",
            &[root, child],
        )
    };
    vec![
        typ("application", "application/aat+jwt").accept(),
        typ("jwt", "JWT").deny_at(2, "type_not_accepted"),
        typ("access-token", "at+jwt").deny_at(2, "type_not_accepted"),
        typ("upper-case", "AAT+JWT").deny_at(2, "type_not_accepted"),
        typ("proof", "aat-pop+jwt").deny_at(2, "type_not_accepted"),
        of_child("typ-absent", "No `typ`.", &|child| {
            child.without_header("typ")
        })
        .deny_at(2, "type_not_accepted"),
        call(
            "header-typ-of-root",
            source,
            "A root that is another kind of token.",
            &[root().header("typ", string("at+jwt"))],
        )
        .deny("type_not_accepted"),
        of_child("alg-none", "No algorithm.", &|child| {
            child.header("alg", string("none"))
        })
        .deny_at(2, "algorithm_not_allowed"),
        of_child("alg-hs256", "A symmetric one.", &|child| {
            child.header("alg", string("HS256"))
        })
        .deny_at(2, "algorithm_not_allowed"),
        of_child("alg-eddsa", "One that is not on the list.", &|child| {
            child.header("alg", string("EdDSA"))
        })
        .deny_at(2, "algorithm_not_allowed"),
        of_child(
            "alg-of-another-key",
            "The header says ES256, and the key is an Ed25519 key.",
            &|child| child.header("alg", string("ES256")),
        )
        .deny_at(2, "signature_invalid"),
        es256.deny_at(2, "signature_invalid"),
        of_child("jwk", "The child brings its own key.", &|child| {
            child
                .header("jwk", agent(1).bare_jwk())
                .signed_by(&agent(1))
        })
        .deny_at(2, "header_unsupported"),
        of_child("kid", "A `kid`, which finds no key here.", &|child| {
            child.header("kid", string("ed-1"))
        })
        .accept(),
        of_child("crit", "A critical parameter.", &|child| {
            child.header("crit", r#"["x"]"#).header("x", "1")
        })
        .deny_at(2, "header_unsupported"),
    ]
}

fn issuers() -> Vec<Case> {
    let source = &section("4.2");
    let iss = |id: &str, description: &str, json: String| {
        call(
            &format!("iss-{id}"),
            source,
            description,
            &[root(), root().child(&agent(1)).claim("iss", json)],
        )
    };
    let uri = thumbprint_uri(&agent(0));
    vec![
        iss("of-root", "The root's issuer.", string(ISSUER)).deny_at(2, "link_broken"),
        iss(
            "own-key",
            "The child's own key.",
            string(&thumbprint_uri(&agent(1))),
        )
        .deny_at(2, "link_broken"),
        iss(
            "of-issuer-key",
            "The issuer's key.",
            string(&thumbprint_uri(&key())),
        )
        .deny_at(2, "link_broken"),
        iss(
            "bare",
            "The thumbprint alone.",
            string(&agent(0).thumbprint()),
        )
        .deny_at(2, "link_broken"),
        iss(
            "upper-case",
            "The URI in upper case.",
            string(&uri.to_uppercase()),
        )
        .deny_at(2, "link_broken"),
        iss(
            "sha-512",
            "Another hash.",
            string(&uri.replace("sha-256", "sha-512")),
        )
        .deny_at(2, "link_broken"),
        iss("null", "Null.", "null".to_owned()).deny_at(2, "claim_invalid"),
        iss("array", "In an array.", json!([uri]).to_string()).deny_at(2, "claim_invalid"),
        call(
            "iss-absent",
            source,
            "Absent.",
            &[root(), root().child(&agent(1)).without("iss")],
        )
        .deny_at(2, "claim_missing"),
        call(
            "iss-of-root-unknown",
            source,
            "A root of another issuer.",
            &[root().claim("iss", string("https://other.example"))],
        )
        .deny("issuer_unknown"),
    ]
}
