//! Trust domains as they are configured: names, algorithms, settings, and bundles of keys.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    [names(), algorithms(), settings(), bundles()]
        .into_iter()
        .flatten()
        .collect()
}

fn case(id: &str, source: &str, description: &str, issuer: Value) -> Case {
    let case = Case::new("token", &format!("config-{id}"), source, description);
    now(case.with("config", gate([issuer])))
}

/// What is presented does not matter: there is no gate.
fn wrong(id: &str, source: &str, description: &str, issuer: Value, path: &str) -> Case {
    case(id, source, description, issuer)
        .token(svid::svid().mint())
        .config_error(path)
}

fn names() -> Vec<Case> {
    let svid = |id: &str, issuer: &str| {
        let issuer = changed(svid::trusts(&key()), json!({ "issuer": issuer }));
        let what =
            "The issuer of JWT-SVIDs is no trust domain of SPIFFE, or not in its one spelling.";
        wrong(
            &format!("svid-{id}"),
            "SPIFFE-ID, section 2.1",
            what,
            issuer,
            "issuers[0].issuer",
        )
    };
    let wit = |id: &str, issuer: &str| {
        let what = "The issuer of workload identity tokens is no trust domain, or not in its one spelling.";
        let source = "draft-ietf-wimse-identifier-02, section 4.6";
        wrong(
            &format!("wit-{id}"),
            source,
            what,
            wit::trusts(issuer, json!({})),
            "issuers[0].issuer",
        )
    };
    vec![
        svid("https", "https://example.org"),
        svid("path", WORKLOAD),
        svid("slash", "spiffe://example.org/"),
        svid("upper-case", "spiffe://EXAMPLE.ORG"),
        svid("wimse", "wimse://example.org"),
        svid("bare", "example.org"),
        wit("https", "https://example.org"),
        wit("path", WORKLOAD),
        wit("slash", "wimse://example.org/"),
        wit("upper-case", "WIMSE://example.org"),
    ]
}

fn algorithms() -> Vec<Case> {
    let svid = |name: &str| {
        let issuer = changed(
            svid::trusts(&key()),
            json!({ "algorithms": ["ES256", name] }),
        );
        let what = format!("JWT-SVIDs are never signed with {name}.");
        let id = format!("svid-{}", name.to_lowercase());
        wrong(
            &id,
            "JWT-SVID, section 2.1",
            &what,
            issuer,
            "issuers[0].algorithms[1]",
        )
    };
    let wit = |domain: &str| trusted(domain, json!({ "wimse-wit": {} }), &Key::ed25519(1));
    let wimse = "wimse://example.org";
    vec![
        svid("Ed25519"),
        svid("EdDSA"),
        wrong(
            "wit-ed25519",
            "WIT-SVID, section 2.3",
            "WIT-SVIDs are never signed with Ed25519.",
            wit(DOMAIN),
            "issuers[0].algorithms[0]",
        ),
        carried(
            case(
                "wit-wimse-ed25519",
                wit::DRAFT,
                "Tokens of a `wimse` domain are signed with what is configured.",
                wit(wimse),
            ),
            &wit::wit_by(&Key::ed25519(1))
                .subject("wimse://example.org/a")
                .mint(),
            wit::FIELD,
        )
        .deny("proof_required"),
    ]
}

fn settings() -> Vec<Case> {
    let wit = |id: &str, what: &str, settings: Value, path: &str| {
        wrong(
            &format!("wit-{id}"),
            wit::DRAFT,
            what,
            wit::trusts(DOMAIN, settings),
            &format!("issuers[0].profile.wimse-wit.{path}"),
        )
    };
    let txn = |id: &str, what: &str, settings: Value, path: &str| {
        wrong(
            &format!("txn-{id}"),
            txn::DRAFT,
            what,
            txn::trusts(settings),
            &format!("issuers[0].profile.transaction-token{path}"),
        )
    };
    let mut unproven = gate([txn::trusts(json!({ "trustDomain": "a" }))]);
    unproven
        .as_object_mut()
        .expect("an object")
        .remove("proofs");
    let mut no_proofs = gate([wit::trusts(DOMAIN, json!({}))]);
    no_proofs
        .as_object_mut()
        .expect("an object")
        .remove("proofs");
    vec![
        wit(
            "issuer-empty",
            "An identity server without a name.",
            json!({ "issuers": [""] }),
            "issuers",
        ),
        wit(
            "member",
            "A setting that there is not.",
            json!({ "issuer": "a" }),
            "issuer",
        ),
        wrong(
            "wit-no-proofs",
            wit::DRAFT,
            "A gate that takes no proofs.",
            json!({}),
            "proofs",
        )
        .with("config", no_proofs),
        txn(
            "empty",
            "A trust domain without a name.",
            json!({ "trustDomain": "" }),
            ".trustDomain",
        ),
        txn(
            "space",
            "A trust domain with a space.",
            json!({ "trustDomain": "a b" }),
            ".trustDomain",
        ),
        wrong(
            "txn-no-proofs",
            txn::DRAFT,
            "A caller has to be proven, and the gate takes no proofs.",
            json!({}),
            "proofs",
        )
        .with("config", unproven),
        wrong(
            "txn-names-another",
            txn::DRAFT,
            "Its trust domain is another issuer's name: they would name the same subjects.",
            json!({}),
            "issuers[1].profile",
        )
        .with(
            "config",
            gate([
                crate::vectors::issuer("https://two.example", &Key::ed25519(1)),
                txn::trusts(json!({ "trustDomain": "https://two.example", "caller": "host" })),
            ]),
        ),
        wrong(
            "txn-audience",
            txn::DRAFT,
            "A name of the server, where the trust domain is the audience.",
            changed(
                txn::trusts(json!({ "trustDomain": "a", "caller": "host" })),
                json!({ "audience": "https://tools.example" }),
            ),
            "issuers[0].audience",
        ),
        txn("absent", "No trust domain.", json!({}), ""),
        txn(
            "callers",
            "`callers` is no array.",
            json!({ "trustDomain": "a", "callers": "spiffe://a" }),
            ".callers",
        ),
        txn(
            "caller",
            "A caller that there is not.",
            json!({ "trustDomain": "a", "caller": "nobody" }),
            ".caller",
        ),
        txn(
            "agents",
            "`agents` is no boolean.",
            json!({ "trustDomain": "a", "agents": "yes" }),
            ".agents",
        ),
    ]
}

/// One bundle for both kinds of SVID: each has keys of its own.
fn bundles() -> Vec<Case> {
    let (jwt, wit, x509) = (Key::es256(3), Key::es256(4), Key::es256(5));
    let member = |key: &Key, usage: &str| {
        let jwk: Value = serde_json::from_str(&key.jwk()).expect("JSON");
        changed(jwk, json!({ "use": usage }))
    };
    let bundle = json!({
        "spiffe_sequence": 7,
        "spiffe_refresh_hint": 300,
        "keys": [member(&jwt, "jwt-svid"), member(&wit, "wit-svid"), member(&x509, "x509-svid")],
    });
    let trusts = |profile: Value| json!({ "issuer": DOMAIN, "spiffeBundle": bundle, "profile": profile, "algorithms": ["ES256"] });
    let svid = |id: &str, what: &str, key: &Key| {
        case(
            &format!("bundle-svid-{id}"),
            "JWT-SVID, section 6.2",
            what,
            trusts(json!("spiffe-jwt-svid")),
        )
        .token(token(key, "JWT").mint())
    };
    let identity = |id: &str, what: &str, key: &Key| {
        let case = case(
            &format!("bundle-wit-{id}"),
            "WIT-SVID, section 6.2",
            what,
            trusts(json!({ "wimse-wit": {} })),
        );
        carried(case, &wit::wit_by(key).mint(), wit::FIELD)
    };
    vec![
        svid("own", "Signed with the bundle's key for JWT-SVIDs.", &jwt).accept(),
        svid("wit", "Signed with the bundle's key for WIT-SVIDs.", &wit).deny("key_unknown"),
        svid(
            "x509",
            "Signed with the bundle's key for X.509-SVIDs.",
            &x509,
        )
        .deny("key_unknown"),
        identity("own", "Signed with the bundle's key for WIT-SVIDs.", &wit).deny("proof_required"),
        identity("jwt", "Signed with the bundle's key for JWT-SVIDs.", &jwt).deny("key_unknown"),
    ]
}
