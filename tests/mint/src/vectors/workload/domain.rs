//! Who owns which name: trust domains against each other, and names in other spellings.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    [domains(), names(), selections()]
        .into_iter()
        .flatten()
        .collect()
}

const OTHER: &str = "spiffe://other.example";

/// Trusts two domains, each with its key. With `kid`, the keys have the same.
fn both(kid: Option<&str>) -> (Value, Key, Key) {
    let [own, other] = [1, 2].map(|number| match kid {
        Some(kid) => Key::es256(number).named(Some(kid)),
        None => Key::es256(number),
    });
    let profile = || json!("spiffe-jwt-svid");
    let config = gate([
        trusted(DOMAIN, profile(), &own),
        trusted(OTHER, profile(), &other),
    ]);
    (config, own, other)
}

fn case(id: &str, source: &str, description: &str) -> Case {
    now(Case::new(
        "token",
        &format!("domain-{id}"),
        source,
        description,
    ))
}

fn domains() -> Vec<Case> {
    let source = "SPIFFE-ID, section 3.1";
    let (config, own, other) = both(None);
    let (same_kid, _, same_other) = both(Some("1"));
    let of = |key: &Key, subject: &str| token(key, "JWT").subject(subject);
    let case =
        |id: &str, description: &str| case(id, source, description).with("config", config.clone());
    let foreign = "spiffe://other.example/agent/7";
    vec![
        case("own", "Each domain signs for its own workloads: the first.")
            .token(of(&own, WORKLOAD).mint())
            .accept_as(json!({ "principal": { "issuer": DOMAIN, "subject": WORKLOAD } })),
        case(
            "own-other",
            "Each domain signs for its own workloads: the second.",
        )
        .token(of(&other, foreign).mint())
        .accept_as(json!({ "principal": { "issuer": OTHER, "subject": foreign } })),
        case(
            "foreign-key",
            "A workload of one domain, signed with the other's key.",
        )
        .token(of(&other, WORKLOAD).mint())
        .deny("key_unknown"),
        case(
            "foreign-key-kid",
            "The same, with the `kid` of the first domain's key.",
        )
        .token(of(&other, WORKLOAD).header("kid", string("es-1")).mint())
        .deny("signature_invalid"),
        case(
            "foreign-key-same-kid",
            "The same, where both domains call their keys alike.",
        )
        .with("config", same_kid)
        .token(of(&same_other, WORKLOAD).mint())
        .deny("signature_invalid"),
        case(
            "foreign-key-iss",
            "The same, and `iss` names the domain that signed.",
        )
        .token(of(&other, WORKLOAD).issuer(OTHER).mint())
        .deny("key_unknown"),
        case(
            "foreign-iss",
            "`iss` names the other domain, and nothing depends on it.",
        )
        .token(of(&own, WORKLOAD).issuer(OTHER).mint())
        .accept_as(json!({ "issuer": DOMAIN })),
        case("unknown", "A domain that is not trusted.")
            .token(of(&own, "spiffe://example.com/agent/7").mint())
            .deny("issuer_unknown"),
        case("sub-domain", "A domain below the trusted one is another.")
            .token(of(&own, "spiffe://agents.example.org/agent/7").mint())
            .deny("issuer_unknown"),
        case(
            "suffix",
            "A domain that begins with the trusted one's name.",
        )
        .token(of(&own, "spiffe://example.org.evil.example/agent/7").mint())
        .deny("issuer_unknown"),
        case("wimse", "Another scheme is another domain.")
            .token(of(&own, "wimse://example.org/agent/7").mint())
            .deny("issuer_unknown"),
        case("itself", "The trust domain itself is no workload.")
            .token(of(&own, DOMAIN).mint())
            .deny("claim_invalid"),
    ]
}

/// What would be the same name, or a name within the domain, to somebody less exact.
fn names() -> Vec<Case> {
    let source = "SPIFFE-ID, sections 2.1 and 2.2";
    let other = |id: &str, what: &str, subject: String| {
        svid::case(&format!("name-{id}"), source, what)
            .token(svid::svid().subject(&subject).mint())
            .deny("issuer_unknown")
    };
    let long = |length: usize| format!("{:a<length$}", format!("{DOMAIN}/"));
    let mut cases: Vec<_> = [
        (
            "scheme-upper-case",
            "The scheme in capitals.",
            "SPIFFE://example.org/agent/7",
        ),
        (
            "domain-upper-case",
            "The domain in capitals.",
            "spiffe://EXAMPLE.ORG/agent/7",
        ),
        (
            "domain-mixed-case",
            "One capital in the domain.",
            "spiffe://Example.org/agent/7",
        ),
        (
            "domain-encoded",
            "Percent-encoding in the domain.",
            "spiffe://ex%61mple.org/agent/7",
        ),
        (
            "path-encoded",
            "Percent-encoding in the path.",
            "spiffe://example.org/%61gent/7",
        ),
        (
            "slash-encoded",
            "An encoded slash.",
            "spiffe://example.org/agent%2F7",
        ),
        ("dot", "A segment `.`.", "spiffe://example.org/./agent/7"),
        (
            "dot-dot",
            "A segment `..`.",
            "spiffe://example.org/admin/../agent/7",
        ),
        (
            "dot-dot-last",
            "A last segment `..`.",
            "spiffe://example.org/agent/7/..",
        ),
        (
            "empty-segment",
            "An empty segment.",
            "spiffe://example.org//agent/7",
        ),
        (
            "trailing-slash",
            "A slash at the end.",
            "spiffe://example.org/agent/7/",
        ),
        ("root", "Nothing but a slash.", "spiffe://example.org/"),
        (
            "user",
            "A user before the domain.",
            "spiffe://admin@example.org/agent/7",
        ),
        (
            "other-user",
            "The domain as a user of another.",
            "spiffe://example.org@evil.example/agent/7",
        ),
        ("port", "A port.", "spiffe://example.org:8443/agent/7"),
        (
            "query",
            "A query.",
            "spiffe://example.org/agent/7?role=admin",
        ),
        (
            "fragment",
            "A fragment.",
            "spiffe://example.org/agent/7#admin",
        ),
        (
            "backslash",
            "A backslash.",
            "spiffe://example.org\\agent\\7",
        ),
        (
            "space",
            "A space at the end.",
            "spiffe://example.org/agent/7 ",
        ),
        ("line", "A line end.", "spiffe://example.org/agent/7\n"),
        (
            "unicode",
            "A letter that looks like another.",
            "spiffe://ex\u{430}mple.org/agent/7",
        ),
        (
            "characters",
            "A character that no segment has.",
            "spiffe://example.org/agent/7~",
        ),
        (
            "one-slash",
            "One slash before the domain.",
            "spiffe:/example.org/agent/7",
        ),
        ("no-domain", "No domain.", "spiffe:///agent/7"),
        ("https", "A URL.", "https://example.org/agent/7"),
        ("bare", "No URI.", "agent/7"),
    ]
    .map(|(id, what, subject)| other(id, what, subject.to_owned()))
    .into();
    cases.push(
        svid::case("name-longest", "SPIFFE-ID, section 2.3", "2,048 bytes.")
            .token(svid::svid().subject(&long(2048)).mint())
            .accept(),
    );
    cases.push(other("too-long", "2,049 bytes.", long(2049)));
    cases.push(
        svid::case(
            "name-characters-allowed",
            source,
            "Every kind of character that a path may have.",
        )
        .token(
            svid::svid()
                .subject("spiffe://example.org/Ag.e-n_t/...7")
                .mint(),
        )
        .accept(),
    );
    cases
}

/// Several issuers would read the token: `typ` and `iss` say which one does, and not their order.
fn selections() -> Vec<Case> {
    let source = "RFC 8725, sections 3.8 and 3.11";
    let service = txn::trusts(json!({ "trustDomain": DOMAIN, "caller": "host" }));
    let identity = wit::trusts(DOMAIN, json!({}));
    let server = issuer(ISSUER, &Key::ed25519(1));
    let workload = txn::txn()
        .without("iss")
        .audience(DOMAIN)
        .subject(WORKLOAD)
        .mint();
    let autonomous = |id: &str, order: [&Value; 2]| {
        carried(
            case(
                id,
                source,
                "A transaction token of a workload, whose domain issues identities as well.",
            )
            .with("config", gate(order.map(Clone::clone))),
            &workload,
            "Txn-Token",
        )
        .accept_as(
            json!({ "issuer": SERVICE, "principal": { "issuer": DOMAIN, "subject": WORKLOAD } }),
        )
    };
    // The same `typ` as a JWT-SVID
    let profile = json!({ "custom": { "typ": ["JWT"], "principal": "sub", "actor": "none", "required": { "token_use": { "is": "access" } } } });
    let custom = trusted(ISSUER, profile, &Key::es256(2));
    let access = token(&Key::es256(2), "JWT")
        .issuer(ISSUER)
        .claim("token_use", r#""access""#);
    let named = |id: &str, order: [&Value; 2]| {
        case(id, source, "An access token of the type `JWT` whose `sub` is a workload of a trusted domain is its issuer's.")
            .with("config", gate(order.map(Clone::clone)))
            .token(access.mint())
            .accept_as(json!({ "issuer": ISSUER, "principal": { "issuer": ISSUER, "subject": WORKLOAD } }))
    };
    let domain = svid::trusts(&key());
    let wit = wit::wit().issuer(ISSUER).mint();
    vec![
        named("jwt-of-a-workload", [&custom, &domain]),
        named("jwt-of-a-workload-second", [&domain, &custom]),
        case("jwt-forged-by-domain", source, "The same, signed with the domain's key: a domain is not that issuer.")
            .with("config", gate([domain.clone(), custom.clone()]))
            .token(access.clone().signed_by(&key()).header("kid", string("es-1")).mint())
            .deny("key_unknown"),
        autonomous("txn-of-a-workload", [&service, &identity]),
        autonomous("txn-of-a-workload-second", [&identity, &service]),
        carried(
            case("wit-of-a-server", source, "A workload identity token of an identity server that issues access tokens as well.")
                .with("config", gate([server.clone(), identity])),
            &wit,
            "Workload-Identity-Token",
        )
        .deny("proof_required"),
        case("wit-without-domain", source, "The same, where its trust domain is not configured.")
            .with("config", gate([server.clone()]))
            .token(wit)
            .deny("algorithm_not_allowed"),
        case("svid-of-a-server", source, "A JWT-SVID whose `iss` is a trusted server: its `typ` is not the server's.")
            .with("config", gate([server.clone(), svid::trusts(&key())]))
            .token(svid::svid().issuer(ISSUER).mint())
            .accept_as(json!({ "issuer": DOMAIN })),
        case("access-token-of-a-workload", source, "An access token whose `sub` is a workload of a trusted domain stays the server's.")
            .with("config", gate([svid::trusts(&key()), server]))
            .token(access_token(&Key::ed25519(1)).subject(WORKLOAD).mint())
            .accept_as(json!({ "issuer": ISSUER, "principal": { "issuer": ISSUER, "subject": WORKLOAD } })),
    ]
}
