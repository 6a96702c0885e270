//! The claims that each token has to have.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    [required(), besides()].into_iter().flatten().collect()
}

pub(super) fn at_child(
    id: &str,
    source: &str,
    description: &str,
    name: &str,
    value: Value,
    code: &str,
) -> Case {
    pair(id, source, description, |child| child.claim(name, value)).deny_at(2, code)
}

/// RFC 9068, section 2.2, of root and child.
fn required() -> Vec<Case> {
    let source = "RFC 9068, section 2.2";
    let mut cases = Vec::new();
    for name in [
        "sub",
        "aud",
        "client_id",
        "iat",
        "jti",
        "exp",
        "authorization_details",
    ] {
        let id = name.replace('_', "-");
        cases.push(
            chain(
                &format!("root-without-{id}"),
                source,
                &format!("A root without `{name}`."),
                &[&root().without(name)],
            )
            .deny("claim_missing"),
        );
        cases.push(
            pair(
                &format!("child-without-{id}"),
                source,
                &format!("A child without `{name}`."),
                |child| child.without(name),
            )
            .deny_at(2, "claim_missing"),
        );
    }
    for (name, value, what) in [
        ("sub", json!(""), "empty"),
        ("sub", Value::Null, "null"),
        ("sub", json!(["alice"]), "array"),
        ("client_id", json!(""), "empty"),
        ("client_id", json!(7), "number"),
        ("client_id", Value::Null, "null"),
        ("jti", json!(""), "empty"),
        ("jti", json!(1), "number"),
        ("iat", json!("1760000000"), "text"),
        ("exp", json!("1760000600"), "text"),
        ("exp", Value::Null, "null"),
    ] {
        let id = format!("{}-{what}", name.replace('_', "-"));
        let description = format!("`{name}`: {what}.");
        cases.push(
            chain(
                &format!("root-{id}"),
                source,
                &description,
                &[&root().claim(name, value.clone())],
            )
            .deny("claim_invalid"),
        );
        cases.push(at_child(
            &format!("child-{id}"),
            source,
            &description,
            name,
            value,
            "claim_invalid",
        ));
    }
    cases.push(
        chain(
            "root-without-iss",
            source,
            "A root without `iss`.",
            &[&root().without("iss")],
        )
        .deny("claim_missing"),
    );
    cases.push(
        chain(
            "root-of-another-issuer",
            source,
            "A root of an issuer that nobody trusts.",
            &[&root().claim("iss", "https://evil.example")],
        )
        .deny("issuer_unknown"),
    );
    cases.push(
        chain(
            "root-forged",
            VERIFY,
            "Step 1: a root that nobody signed.",
            &[&root().signed_by(&Key::ed25519(99))],
        )
        .deny("signature_invalid"),
    );
    cases.push(
        chain(
            "root-type",
            "RFC 9068, section 4",
            "A root of another type.",
            &[&root().header("typ", "JWT")],
        )
        .deny("type_not_accepted"),
    );
    cases
}

fn besides() -> Vec<Case> {
    let source = "draft-asor-wimse-agent-delegation-chain-02, Revocation";
    let status = json!({ "status_list": { "idx": 7, "uri": "https://as.example/status" } });
    vec![
        chain(
            "root-status",
            source,
            "A root that may have been revoked.",
            &[&root().claim("status", status.clone())],
        )
        .deny("revocation_unknown"),
        at_child(
            "child-status",
            source,
            "A child that may have been.",
            "status",
            status,
            "revocation_unknown",
        ),
        at_child(
            "child-status-null",
            source,
            "A status that is no object.",
            "status",
            Value::Null,
            "claim_invalid",
        ),
        {
            let token = good().mint();
            case(
                "access-token",
                FORMAT,
                "An access token of the issuer that starts no chain.",
            )
            .with("presented", presented(&[token], &holder(0)))
            .deny("json_invalid")
        },
    ]
}
