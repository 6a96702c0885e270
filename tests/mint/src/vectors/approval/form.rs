//! What an approval has to be: header, signature, every claim.

use super::*;
use crate::encode;

pub(super) fn cases() -> Vec<Case> {
    [header(), signature(), compact(), claims(), audience()]
        .into_iter()
        .flatten()
        .collect()
}

fn is(id: &str, source: &str, description: &str, approval: &Proof) -> Case {
    with(&format!("form-{id}"), source, description, approval)
}

fn refused(id: &str, source: &str, description: &str, approval: &Proof) -> Case {
    is(id, source, description, approval).deny("approval_invalid")
}

fn header() -> Vec<Case> {
    let source = "RFC 8725, section 3.11";
    let typ = |id: &str, typ: Value| {
        let description = format!("`typ` is {typ}.");
        refused(
            id,
            source,
            &description,
            &good().header("typ", typ.to_string()),
        )
    };
    let other = |id: &str, name: &str, json: &str| {
        let description = format!("The header parameter `{name}`.");
        refused(
            id,
            "RFC 7515, section 4.1",
            &description,
            &good().header(name, json),
        )
    };
    vec![
        is("good", source, "Everything is right.", &good()).accept_as(used()),
        refused(
            "typ-none",
            source,
            "No `typ`.",
            &good().without_header("typ"),
        ),
        typ("typ-jwt", json!("JWT")),
        typ("typ-access", json!("at+jwt")),
        typ("typ-case", json!("Approval+JWT")),
        typ("typ-application", json!("application/approval+jwt")),
        typ("typ-suffix", json!("approval+jwt ")),
        typ("typ-empty", json!("")),
        typ("typ-null", json!(null)),
        typ("typ-list", json!(["approval+jwt"])),
        other("crit", "crit", r#"["exp"]"#),
        other("b64", "b64", "false"),
        other("jku", "jku", r#""https://approvals.example/keys""#),
        other("jwk", "jwk", &approver().jwk()),
        other("cty", "cty", r#""JWT""#),
    ]
}

fn signature() -> Vec<Case> {
    let source = "RFC 8725, section 3.1";
    let alg = |id: &str, alg: &str| {
        let description = format!("`alg` is `{alg}`.");
        refused(id, source, &description, &good().header("alg", string(alg)))
    };
    let unsigned = {
        let approval = good().header("alg", string("none")).mint();
        let (input, _) = approval.rsplit_once('.').expect("a signature");
        format!("{input}.")
    };
    let text = |id: &str, description: &str, text: String| {
        case(&format!("form-{id}"), source, description)
            .with("presented", presented(&agent(), &[text], &[]))
            .deny("approval_invalid")
    };
    let unfetched = config_of(json!({ "jwks": null }));
    vec![
        alg("alg-none", "none"),
        alg("alg-hmac", "HS256"),
        alg("alg-other", "ES256"),
        text("alg-none-unsigned", "`none`, and no signature.", unsigned),
        refused(
            "signed-by-other",
            source,
            "Signed with another key.",
            &good().signed_by(&Key::ed25519(8)),
        ),
        refused(
            "signed-by-tokens",
            source,
            "Signed with the key of the issuer of tokens.",
            &good().signed_by(&key()),
        ),
        refused(
            "kid-other",
            source,
            "A `kid` that the issuer has not.",
            &good().header("kid", string("ed-1")),
        ),
        is(
            "kid-none",
            source,
            "No `kid`, and one key.",
            &good().without_header("kid"),
        )
        .accept_as(used()),
        is(
            "keys-later",
            "Keys that come later",
            "The issuer's keys are still to be fetched.",
            &good(),
        )
        .with("config", unfetched)
        .deny("keys_missing"),
    ]
}

fn compact() -> Vec<Case> {
    let source = "RFC 7515, section 7.1";
    let text = |id: &str, description: &str, text: &str| {
        case(&format!("form-{id}"), source, description)
            .with("presented", presented(&agent(), &[text.to_owned()], &[]))
            .deny("approval_invalid")
    };
    let whole = good().mint();
    let parts: Vec<&str> = whole.split('.').collect();
    let twice = {
        let payload = format!(r#"{{"jti":"ap-1",{}"#, &payload()[1..]);
        crate::compact(header_text(), payload, &approver())
    };
    vec![
        text("empty", "Nothing.", ""),
        text("word", "No JWS.", "yes"),
        text("two-parts", "Two parts.", &parts[..2].join(".")),
        text("five-parts", "Five parts.", &format!("{whole}.AA.AA")),
        text("padded", "Padding.", &format!("{whole}=")),
        text("space", "White space before it.", &format!(" {whole}")),
        text("bearer", "With a scheme.", &format!("Bearer {whole}")),
        text(
            "two-in-one",
            "Two, with a comma between.",
            &format!("{whole},{whole}"),
        ),
        text("twice", "A claim that stands twice.", &twice),
        text(
            "payload-list",
            "A payload that is no object.",
            &crate::compact(header_text(), "[]", &approver()),
        ),
        text(
            "huge",
            "Larger than a token may be.",
            &format!("{}.{}.{}", parts[0], encode("x".repeat(13_000)), parts[2]),
        ),
    ]
}

fn header_text() -> String {
    json!({ "typ": "approval+jwt", "alg": "Ed25519", "kid": "ed-9" }).to_string()
}

fn payload() -> String {
    json!({
        "iss": APPROVALS,
        "sub": "bob",
        "aud": AUDIENCE,
        "iat": NOW - 60,
        "exp": NOW + 240,
        "jti": "ap-1",
        "call_hash": call_hash(&asked()),
    })
    .to_string()
}

fn claims() -> Vec<Case> {
    let source = "RFC 7519, section 4";
    let mut cases = Vec::new();
    for name in ["iss", "sub", "aud", "iat", "exp", "jti", "call_hash"] {
        let id = name.replace('_', "-");
        cases.push(refused(
            &format!("{id}-absent"),
            source,
            &format!("No `{name}`."),
            &good().without(name),
        ));
        let is_date = matches!(name, "iat" | "exp");
        let wrong = [
            ("null", "null"),
            ("boolean", "true"),
            ("object", "{}"),
            ("list", if name == "aud" { "[1]" } else { "[]" }),
            ("empty", "\"\""),
            ("number", if is_date { "-1" } else { "1" }),
            (
                "text",
                if is_date {
                    "\"1760000000\""
                } else {
                    "\"\\u0000\""
                },
            ),
        ];
        for (kind, json) in wrong {
            cases.push(refused(
                &format!("{id}-{kind}"),
                source,
                &format!("`{name}` is `{json}`."),
                &good().claim(name, json),
            ));
        }
    }
    let hash = call_hash(&asked());
    let other = |id: &str, description: &str, name: &str, json: String| {
        refused(id, source, description, &good().claim(name, json))
    };
    let of_hash =
        |id: &str, description: &str, text: &str| other(id, description, "call_hash", string(text));
    cases.extend([
        other(
            "iss-other",
            "An issuer that nobody trusts.",
            "iss",
            string("https://other.example"),
        ),
        other(
            "iss-slash",
            "Another spelling of the issuer.",
            "iss",
            string("https://approvals.example/"),
        ),
        other("iss-tokens", "The issuer of tokens.", "iss", string(ISSUER)),
        other(
            "sub-control",
            "A name that reorders text.",
            "sub",
            string("b\u{202e}ob"),
        ),
        other(
            "jti-long",
            "A `jti` of 513 characters.",
            "jti",
            string(&"x".repeat(513)),
        ),
        other("nbf-text", "`nbf` is text.", "nbf", string("now")),
        of_hash("call-hash-short", "31 octets.", &encode([7; 31])),
        of_hash("call-hash-long", "33 octets.", &encode([7; 33])),
        of_hash("call-hash-padded", "Padding.", &format!("{hash}=")),
        of_hash("call-hash-hex", "Another spelling.", &"0f".repeat(32)),
        of_hash(
            "call-hash-prefixed",
            "The name of the algorithm before it.",
            &format!("sha-256={hash}"),
        ),
        other(
            "call-hash-two",
            "Two calls.",
            "call_hash",
            json!([hash, hash]).to_string(),
        ),
        other(
            "act",
            "Given for somebody else.",
            "act",
            r#"{"sub":"agent"}"#.to_owned(),
        ),
        other(
            "cnf",
            "Bound to a key, which nobody proves.",
            "cnf",
            r#"{"jkt":"x"}"#.to_owned(),
        ),
        other(
            "status",
            "Listed where nobody looks.",
            "status",
            r#"{"status_list":{"idx":1,"uri":"https://a.example"}}"#.to_owned(),
        ),
        is(
            "other-claims",
            source,
            "Claims that nobody knows.",
            &good()
                .claim("note", string("ok"))
                .claim("scope", string("admin")),
        )
        .accept_as(used()),
    ]);
    cases
}

fn audience() -> Vec<Case> {
    let source = "RFC 7519, section 4.1.3";
    let aud = |json: Value| good().claim("aud", json.to_string());
    let named = config_of(json!({ "audience": "payments" }));
    vec![
        is(
            "aud-among",
            source,
            "Among others.",
            &aud(json!(["https://other.example", AUDIENCE])),
        )
        .accept_as(used()),
        refused(
            "aud-other",
            source,
            "For another gate.",
            &aud(json!("https://other.example/mcp")),
        ),
        refused(
            "aud-slash",
            source,
            "Another spelling.",
            &aud(json!(format!("{AUDIENCE}/"))),
        ),
        refused(
            "aud-issuer",
            source,
            "For its own issuer.",
            &aud(json!(APPROVALS)),
        ),
        is(
            "aud-named",
            source,
            "What its issuer calls the gate.",
            &aud(json!("payments")),
        )
        .with("config", named.clone())
        .accept_as(used()),
        refused(
            "aud-not-named",
            source,
            "It has another name there.",
            &good(),
        )
        .with("config", named),
    ]
}
